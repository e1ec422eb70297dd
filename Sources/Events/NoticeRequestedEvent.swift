package import Domain
package import Foundation

/// `notice.requested`: somebody is to be told something. [contracts.md, Events]
package enum NoticeRequestedEvent {
    package static let type = "notice.requested"
    private static let drillMark = "【演练】"

    /// Wire to domain. The text stands in `text`, or is made of `template`, `parameters` and `language` (zh-Hans if not
    /// given). A missing priority is `normal`; an empty audience is refused, since it could tell nobody.
    package static func parse(
        _ event: CloudEvent, templates: NoticeTemplates = .none
    ) throws(Rejection) -> NoticeRequest {
        let data = try EventFields(object: event.data)
        return NoticeRequest(
            key: try data.text("key"), purpose: try data.text("purpose"),
            priority: try data.optionalWord("priority") ?? .normal,
            audience: try audience(data), text: try text(data, templates),
            incident: try data.optionalText("incident"), notBefore: try data.optionalTime("notBefore"),
            expiresAt: try data.optionalTime("expiresAt"), question: try data.optionalWord("question"),
            stages: try stages(data))
    }

    /// Needs an incident to look at.
    private static func stages(_ data: EventFields) throws(Rejection) -> [Stage] {
        let words = data.data[key: "whileStages"]?.arrayValue ?? []
        var stages: [Stage] = []
        for word in words {
            guard let stage = word.stringValue.flatMap(Stage.init) else {
                let known = Stage.allCases.map(\.rawValue).joined(separator: ", ")
                throw data.wrong("whileStages", "stages of an incident: \(known)")
            }
            stages.append(stage)
        }
        if !stages.isEmpty, data.data[key: "incident"] == nil {
            throw data.wrong("whileStages", "an incident beside it")
        }
        return stages
    }

    /// A drill says so before anything else, lest somebody runs.
    private static func text(_ data: EventFields, _ templates: NoticeTemplates) throws(Rejection) -> String {
        let filled = try filled(data, templates)
        let text = if let filled { filled } else { try data.text("text", limit: 4000) }
        switch data.data[key: "drill"] {
        case nil, .null, .bool(false): return text
        case .bool(true): return text.hasPrefix(drillMark) ? text : drillMark + text
        default: throw data.wrong("drill", "true or false")
        }
    }

    /// Nil where no template is named.
    private static func filled(_ data: EventFields, _ templates: NoticeTemplates) throws(Rejection) -> String? {
        guard let name = try data.optionalText("template") else { return nil }
        if data.data[key: "text"] != nil { throw data.wrong("text", "either a template or a text") }
        let fields = try EventFields(object: data.data[key: "parameters"] ?? [:], path: data.place("parameters"))
        var parameters: [String: String] = [:]
        for key in fields.data.objectValue?.keys ?? [] { parameters[key] = try fields.text(key, limit: 500) }
        let language: NoticeTemplate.Language = try data.optionalWord("language") ?? .simplifiedChinese
        do throws(NoticeTemplates.Refusal) {
            return try templates.text(name, parameters, in: language)
        } catch {
            switch error {
            case .unknownTemplate(let known):
                let list = known.isEmpty ? "no template, for none is set" : "one of \(known.joined(separator: ", "))"
                throw data.wrong("template", list)
            case .parameter(let key, let expected): throw fields.wrong(key, expected)
            }
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
        if !request.stages.isEmpty { data["whileStages"] = .array(request.stages.map { .string($0.rawValue) }) }
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
