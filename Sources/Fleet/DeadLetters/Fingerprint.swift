/// The cause of a dead letter: its reason and sentence without what differs from letter to letter.
enum Fingerprint {
    /// At most 200 characters; numbers, ids and quoted contents become `#`.
    static func of(reason: String, sentence: String) -> String {
        let plain =
            sentence
            .replacing(/"[^"]*"|“[^”]*”/) { _ in "#" }
            .replacing(/[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|0x[0-9a-fA-F]+|[0-9]+([.:,-][0-9]+)*/) { _ in "#" }
        return "\(reason): \(plain.prefix(200))"
    }
}
