import Domain
import Events

/// What is kept with an entry for people to read: links, a mediation's session in its own words.
struct IncidentAttached {
    /// As they came: `{"url", "type", "sha256"}` each.
    let attachments: [JSON]
    /// Numbers in it are masked; links are left as they are, or they would lead nowhere.
    let session: [String]

    /// Nil where nothing is kept.
    init?(_ entry: IncidentEntry) {
        guard let text = entry.attached, let json = try? JSON.parse(Array(text.utf8)) else { return nil }
        attachments = json[key: "attachments"]?.arrayValue ?? []
        session = ["mediators", "agreement", "outcome", "date"].compactMap { name in
            let value = json[key: name]
            let words = value?.stringValue ?? value?.arrayValue?.compactMap(\.stringValue).joined(separator: ", ")
            return words.map { "\(name) \($0.maskingNumbers)" }
        }
        if attachments.isEmpty && session.isEmpty { return nil }
    }

    /// In one line.
    var words: String {
        let links = attachments.compactMap { link -> String? in
            guard let url = link[key: "url"]?.stringValue else { return nil }
            return url + (link[key: "type"]?.stringValue.map { " (\($0))" } ?? "")
        }
        return (links + session).joined(separator: "; ")
    }
}
