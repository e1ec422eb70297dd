import Events

/// One message that the stand-in carrier has taken: a line of its record.
struct StandinCarrierMessage: Sendable, Equatable {
    let id: String
    let reference: String
    let to: String
    let text: String
    /// RFC 3339, by the machine's clock.
    let at: String
    /// The ids of its segments when it came over SMPP.
    let segments: [String]

    init(id: String, reference: String, to: String, text: String, at: String, segments: [String] = []) {
        self.id = id
        self.reference = reference
        self.to = to
        self.text = text
        self.at = at
        self.segments = segments
    }

    init?(_ json: JSON) {
        guard let id = json[key: "id"]?.stringValue, let reference = json[key: "reference"]?.stringValue,
            let to = json[key: "to"]?.stringValue, let text = json[key: "text"]?.stringValue,
            let at = json[key: "at"]?.stringValue
        else { return nil }
        self.init(
            id: id, reference: reference, to: to, text: text, at: at,
            segments: (json[key: "segments"]?.arrayValue ?? []).compactMap(\.stringValue))
    }

    var json: JSON {
        var members: [(String, JSON)] = [
            ("id", .string(id)), ("reference", .string(reference)), ("to", .string(to)), ("text", .string(text)),
            ("at", .string(at)),
        ]
        if !segments.isEmpty { members.append(("segments", .array(segments.map(JSON.string)))) }
        return .object(JSONObject(firstOf: members))
    }

    /// Its fate, the same whenever it is asked for: FNV-1a of the id against the share that fails.
    func fails(_ rate: Double) -> Bool { Self.fails(id, rate) }

    /// The same of a segment.
    static func fails(_ id: String, _ rate: Double) -> Bool {
        let hash = id.utf8.reduce(2_166_136_261 as UInt32) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return Double(hash % 10_000) < rate * 10_000
    }
}
