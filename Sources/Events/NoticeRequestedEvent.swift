package import Domain
package import Foundation

/// `notice.requested`: somebody is to be told something. [contracts.md, Events]
package enum NoticeRequestedEvent {
    package static let type = "notice.requested"

    /// Wire to domain. A missing priority is `normal`; an empty audience is refused, since it could tell nobody.
    package static func parse(_ event: CloudEvent) throws(Rejection) -> NoticeRequest {
        let data = try NoticeFields(event.data, at: "data")
        return NoticeRequest(
            key: try data.required("key"), purpose: try data.required("purpose"),
            priority: try data.word("priority", NoticePriority.self) ?? .normal,
            audience: try audience(data), text: try data.required("text", upTo: 4000),
            incident: try data.optional("incident"), notBefore: try data.time("notBefore"),
            expiresAt: try data.time("expiresAt"))
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

    private static func audience(_ data: NoticeFields) throws(Rejection) -> Audience {
        let fields = try NoticeFields(data.object["audience"], at: data.place("audience"))
        let add = try terms("add", of: fields)
        guard !add.isEmpty else {
            throw NoticeFields.wrong(fields.place("add"), "at least one term", fields.object["add"])
        }
        return Audience(add, without: try terms("remove", of: fields))
    }

    private static func terms(_ name: String, of fields: NoticeFields) throws(Rejection) -> [AudienceTerm] {
        var terms: [AudienceTerm] = []
        for (index, json) in try fields.list(name, upTo: 1000).enumerated() {
            terms.append(try NoticeAudienceTerm.parse(json, at: "\(fields.place(name))[\(index)]"))
        }
        return terms
    }
}
