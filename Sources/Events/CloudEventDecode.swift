import Foundation

extension CloudEvent {
    private static let dataMembers = ["data", "data_base64"]

    /// Reads a message in structured mode (content type `application/cloudevents…`) or binary mode (headers
    /// `cloudEvents_…` or `cloudEvents:…`).
    package static func decode(_ message: EventMessage) throws(Rejection) -> CloudEvent {
        guard message.body.count <= sizeLimit else {
            throw Rejection(
                .tooLarge, expected: "at most \(sizeLimit) bytes", got: "\(message.body.count) bytes")
        }
        let contentType = CloudEventContentType(message.contentType ?? "")
        if contentType.isBatch {
            throw Rejection(.batched, field: "content type", expected: "one event a message", got: "a batch")
        }
        return contentType.isStructured
            ? try structured(message, contentType) : try binary(message, contentType)
    }

    private static func structured(
        _ message: EventMessage, _ contentType: CloudEventContentType
    ) throws(Rejection) -> CloudEvent {
        let document = try json(message.body, contentType, depth: JSON.depthLimit)
        guard case .object(let members) = document else {
            throw Rejection(.notCloudEvent, expected: "a JSON object", got: document.summary)
        }
        var attributes = CloudEventAttributes()
        for member in members where !dataMembers.contains(where: member.key.hasSameBytes) {
            try attributes.add(member)
        }
        let declared = CloudEventContentType(try attributes.optional("datacontenttype") ?? "application/json")
        try checkJSON(declared)
        return try attributes.event(
            dataContentType: declared.mediaType, data: try structuredData(members, declared))
    }

    private static func structuredData(
        _ members: JSONObject, _ declared: CloudEventContentType
    ) throws(Rejection) -> JSON {
        guard let encoded = members["data_base64"], !encoded.isNull else { return members["data"] ?? .null }
        guard members["data"] == nil else {
            throw Rejection(.badData, expected: "data or data_base64", got: "both")
        }
        guard let text = encoded.stringValue, let bytes = Data(base64Encoded: text) else {
            throw Rejection(.badData, field: "data_base64", expected: "Base64", got: encoded.summary)
        }
        return try json([UInt8](bytes), declared, field: "data_base64")
    }

    private static func binary(
        _ message: EventMessage, _ contentType: CloudEventContentType
    ) throws(Rejection) -> CloudEvent {
        var attributes = CloudEventAttributes()
        var found = false
        for (header, value) in message.headers {
            guard let name = attributeName(header) else { continue }
            found = true
            try attributes.add(String(name), value)
        }
        guard found else {
            throw Rejection(
                .notCloudEvent, expected: "content type application/cloudevents+json or headers cloudEvents_…",
                got: message.contentType.map { "content type \($0.prefix(60))" } ?? "neither")
        }
        var declared = contentType
        if contentType.mediaType.isEmpty {
            declared = CloudEventContentType(try attributes.optional("datacontenttype") ?? "application/json")
        }
        try checkJSON(declared)
        let data = message.body.isEmpty ? .null : try json(message.body, declared)
        return try attributes.event(dataContentType: declared.mediaType, data: data)
    }

    /// Both spellings of the AMQP binding: editions of it and their libraries differ in the separator.
    private static func attributeName(_ header: String) -> Substring? {
        guard header.hasPrefix("cloudEvents_") || header.hasPrefix("cloudEvents:") else { return nil }
        return header.dropFirst("cloudEvents_".count)
    }

    private static func checkJSON(_ declared: CloudEventContentType) throws(Rejection) {
        guard !declared.isJSON else { return }
        throw Rejection(
            .badData, field: "datacontenttype", expected: "application/json",
            got: String(declared.mediaType.prefix(60)))
    }

    /// Data that comes by itself may be one level flatter: within its event it must be readable, too.
    private static func json(
        _ bytes: [UInt8], _ contentType: CloudEventContentType, field: String? = nil, depth: Int = JSON.depthLimit - 1
    ) throws(Rejection) -> JSON {
        let text = try utf8(bytes, contentType, field: field)
        do {
            return try JSON.parse(text, depth: depth)
        } catch {
            throw Rejection(.badJSON, field: field, expected: "a JSON document", got: error.description)
        }
    }

    private static func utf8(
        _ bytes: [UInt8], _ contentType: CloudEventContentType, field: String?
    ) throws(Rejection) -> [UInt8] {
        guard let encoding = TextEncoding(charset: contentType.charset ?? "utf-8") else {
            let got = "charset \((contentType.charset ?? "").prefix(40))"
            throw Rejection(.badEncoding, field: "content type", expected: "UTF-8 or GB18030", got: got)
        }
        do {
            return try encoding.utf8(from: bytes)
        } catch {
            throw rejection(error, field: field)
        }
    }

    private static func rejection(_ failure: TextEncoding.Failure, field: String?) -> Rejection {
        switch failure {
        case .invalid(let encoding, let offset):
            Rejection(
                .badEncoding, field: field, expected: encoding.name, got: "something else at byte \(offset)")
        case .unavailable:
            Rejection(
                .badEncoding, field: field, expected: "UTF-8, as this machine lacks the converter for GB18030",
                got: "GB18030")
        }
    }
}
