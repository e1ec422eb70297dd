import Domain

/// What is kept of an event for people to read, as JSON; nil if there is nothing. The rest of its data stands in
/// columns of its own.
enum IncidentDetails {
    /// Attachments are links with a type and a hash, at most so many. [contracts.md, Events]
    static let attachmentLimit = 20
    private static let textLimit = 2000

    /// When it happened, and the attachments that can be read; the others are a problem, not an end.
    static func report(_ data: EventFields, _ problems: inout [IncidentReport.Problem]) -> String? {
        var kept = JSONObject()
        if let happened = data.data[key: "occurredAt"]?.stringValue.flatMap(RFC3339.date) {
            kept["occurredAt"] = .string(RFC3339.text(happened))
        }
        let given = data.data[key: "attachments"].map { $0.arrayValue ?? [.null] } ?? []
        let attachments = given.prefix(attachmentLimit).compactMap(attachment)
        if attachments.count < given.count { problems.append(.badAttachment) }
        if !attachments.isEmpty { kept["attachments"] = .array(attachments) }
        return text(kept)
    }

    /// A session of mediation: who mediated, what was agreed, how it ended. [domain.md 1, Life of an incident]
    static func session(_ data: EventFields) -> String? {
        texts(of: data, ["mediators", "agreement", "outcome", "date"])
    }

    private static func texts(of data: EventFields, _ keys: [String]) -> String? {
        var kept = JSONObject()
        for key in keys {
            switch data.data[key: key] {
            case .string(let text)?: kept[key] = .string(short(text))
            case .array(let elements)?:
                kept[key] = .array(elements.prefix(20).compactMap(\.stringValue).map { .string(short($0)) })
            default: break
            }
        }
        return text(kept)
    }

    private static func attachment(_ json: JSON) -> JSON? {
        guard let link = json[key: "url"]?.stringValue, link.utf8.count <= textLimit, !link.utf8.contains(0),
            let hash = json[key: "sha256"]?.stringValue, hash.utf8.count == 64, hash.allSatisfy(\.isHexDigit)
        else { return nil }
        let type = json[key: "type"]?.stringValue.map(short) ?? "application/octet-stream"
        return ["url": .string(link), "type": .string(type), "sha256": .string(hash.lowercased())]
    }

    /// The database's text has no place for U+0000.
    private static func short(_ text: String) -> String {
        String(text.unicodeScalars.filter { $0.value != 0 }.prefix(textLimit).map(Character.init))
    }

    private static func text(_ object: JSONObject) -> String? {
        object.count == 0 ? nil : String(decoding: JSON.object(object).bytes, as: UTF8.self)
    }
}
