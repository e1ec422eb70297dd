import Foundation

/// The context attributes of either mode by lower-case name, on their way to a `CloudEvent`.
struct CloudEventAttributes {
    static let core: Set<String> = [
        "specversion", "id", "source", "type", "subject", "time", "dataschema", "datacontenttype",
    ]

    /// Bytes of an attribute's name; CloudEvents advises 20 letters.
    private static let nameLimit = 64
    /// Bytes of a core attribute's value: far beyond any address in use.
    private static let valueLimit = 2048

    private var values = [String: String](minimumCapacity: 12)

    /// Takes a member of a structured event. Null is absent.
    mutating func add(_ member: JSONObject.Member) throws(Rejection) {
        try check(name: member.key)
        switch member.value {
        case .null: return
        case .string(let text): try add(member.key, text)
        case .bool, .int: try add(member.key, member.value.text)
        case .double, .array, .object:
            // A fraction as id could make two ids one.
            guard !Self.core.contains(member.key.lowercased()) else {
                throw Rejection(.badAttribute, field: member.key, expected: "a text", got: member.value.summary)
            }
            try add(member.key, member.value.text)
        }
    }

    /// - Throws: when the attribute came before with another value: one of the two would be lost.
    mutating func add(_ name: String, _ value: String) throws(Rejection) {
        try check(name: name)
        let name = name.lowercased()
        guard let earlier = values.updateValue(value, forKey: name), !earlier.hasSameBytes(as: value) else { return }
        throw Rejection(.badAttribute, field: name, expected: "one value", got: "two that differ")
    }

    /// Before it is hashed: hashing takes the square of the length when a name is all combining marks.
    private func check(name: String) throws(Rejection) {
        guard name.isEmpty || name.utf8.count > Self.nameLimit else { return }
        throw Rejection(
            .badAttribute, expected: "names of 1 to \(Self.nameLimit) bytes", got: "one of \(name.utf8.count)")
    }

    /// The value of an attribute that may be absent; an empty one counts as absent.
    func optional(_ name: String) throws(Rejection) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        guard value.utf8.count <= Self.valueLimit else {
            let expected = "at most \(Self.valueLimit) bytes"
            throw Rejection(.badAttribute, field: name, expected: expected, got: "\(value.utf8.count)")
        }
        if value.hasControlCharacter {
            throw Rejection(.badAttribute, field: name, expected: "no control characters", got: value.shape)
        }
        return value
    }

    func event(dataContentType: String, data: JSON) throws(Rejection) -> CloudEvent {
        try checkVersion()
        return CloudEvent(
            id: try required("id"),
            source: try required("source"),
            type: try required("type"),
            subject: try optional("subject"),
            time: try time(),
            dataSchema: try optional("dataschema"),
            dataContentType: dataContentType,
            extensions: values.filter { !Self.core.contains($0.key) },
            data: data)
    }

    private func required(_ name: String) throws(Rejection) -> String {
        if let value = try optional(name), value.utf8.contains(where: { $0 != 0x20 }) { return value }
        let got = values[name] == nil ? "nothing" : "an empty text"
        throw Rejection(.missingAttribute, field: name, expected: "a text that is not empty", got: got)
    }

    private func checkVersion() throws(Rejection) {
        let version = try required("specversion")
        guard version == "1.0" else {
            throw Rejection(.badAttribute, field: "specversion", expected: "1.0", got: version.shape)
        }
    }

    private func time() throws(Rejection) -> Date? {
        guard let text = try optional("time") else { return nil }
        if let date = RFC3339.date(text) { return date }
        throw Rejection(.badTime, field: "time", expected: "an RFC 3339 time with offset", got: text.shape)
    }
}

extension String {
    /// U+0000 to U+001F and U+007F to U+009F, which CloudEvents forbids in attributes and Postgres partly cannot hold.
    fileprivate var hasControlCharacter: Bool {
        var previous: UInt8 = 0
        for byte in utf8 {
            if byte < 0x20 || byte == 0x7F || previous == 0xC2 && byte < 0xA0 { return true }
            previous = byte
        }
        return false
    }
}

extension JSON {
    fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
