package import Domain
package import Foundation

/// `notice.requested`: somebody is to be told something. [contracts.md, Events]
package enum NoticeRequestedEvent {
    package static let type = "notice.requested"
    private static let drillMark = "【演练】"

    /// Wire to domain. A missing priority is `normal`; an empty audience is refused, since it could tell nobody.
    package static func parse(_ event: CloudEvent) throws(Rejection) -> NoticeRequest {
        let data = try EventFields(object: event.data)
        return NoticeRequest(
            key: try data.text("key"), purpose: try data.text("purpose"),
            priority: try data.optionalWord("priority") ?? .normal,
            audience: try audience(data), text: try text(data),
            incident: try data.optionalText("incident"), notBefore: try data.optionalTime("notBefore"),
            expiresAt: try data.optionalTime("expiresAt"), question: try data.optionalWord("question"))
    }

    /// A drill says so before anything else, lest somebody runs.
    private static func text(_ data: EventFields) throws(Rejection) -> String {
        let text = try data.text("text", limit: 4000)
        switch data.data[key: "drill"] {
        case nil, .null, .bool(false): return text
        case .bool(true): return text.hasPrefix(drillMark) ? text : drillMark + text
        default: throw data.wrong("drill", "true or false")
        }
    }

    /// Domain to wire.
    /// - Parameters:
    ///   - source: who asks, such as `lianhu/intake`.
    ///   - id: fixed by the decision that asks, so that asking twice is asking once.
    package static func event(_ request: NoticeRequest, source: String, id: String, time: Date) -> CloudEvent {
        var data = JSONObject()
        data["key"] = .string(request.key)
        data["purpose"] = .string(request.purpose)
        data["priority"] = .string(request.priority.rawValue)
        data["audience"] = json(request.audience)
        data["text"] = .string(request.text)
        data["incident"] = request.incident.map(JSON.string)
        data["notBefore"] = request.notBefore.map { .string(RFC3339.text($0)) }
        data["expiresAt"] = request.expiresAt.map { .string(RFC3339.text($0)) }
        data["question"] = request.question.map { .string($0.rawValue) }
        return CloudEvent(
            id: id, source: source, type: type, subject: request.key, time: time, data: .object(data))
    }

    /// The audience as it stands on the wire and in the store.
    package static func json(_ audience: Audience) -> JSON {
        var object = JSONObject()
        object["add"] = .array(audience.add.map(NoticeAudienceTerm.json))
        if !audience.remove.isEmpty { object["remove"] = .array(audience.remove.map(NoticeAudienceTerm.json)) }
        return .object(object)
    }

    private static func audience(_ data: EventFields) throws(Rejection) -> Audience {
        try audience(data.data[key: "audience"], at: data.place("audience"))
    }

    /// The audience as `json` writes it.
    /// - Parameter path: how rejections name it.
    package static func audience(_ json: JSON?, at path: String) throws(Rejection) -> Audience {
        let fields = try EventFields(object: json, path: path)
        let add = try terms("add", of: fields)
        guard !add.isEmpty else { throw fields.wrong("add", "at least one term") }
        return Audience(add, without: try terms("remove", of: fields))
    }

    private static func terms(_ name: String, of fields: EventFields) throws(Rejection) -> [AudienceTerm] {
        var terms: [AudienceTerm] = []
        for term in try fields.list(name, limit: 1000) { terms.append(try NoticeAudienceTerm.parse(term)) }
        return terms
    }
}
