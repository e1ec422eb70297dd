/// What became of a message. [SMPP 3.4, 5.2.28]
package enum SMPPMessageState: UInt8, Sendable, CaseIterable {
    case scheduled = 0
    case enroute = 1
    case delivered = 2
    case expired = 3
    case deleted = 4
    case undeliverable = 5
    case accepted = 6
    case unknown = 7
    case rejected = 8
    case skipped = 9

    /// Reads a receipt's `stat:` word: the specification's seven letters [appendix B], shorter and longer forms that
    /// are met, or the state's number. A word that is none of them is nil.
    package init?(word: some StringProtocol) {
        if let number = UInt8(word) {
            self.init(rawValue: number)
            return
        }
        let word = word.uppercased()
        guard word.count >= 4, let found = Self.words.first(where: { word.hasPrefix($0.0) }) else { return nil }
        self = found.1
    }

    /// Beginnings, the first that fits wins.
    private static let words: [(String, SMPPMessageState)] = [
        ("DELIVRD", .delivered), ("DELIVERED", .delivered), ("DELIVERD", .delivered), ("DLVRD", .delivered),
        ("DELETED", .deleted), ("DELE", .deleted), ("DELI", .delivered), ("EXPI", .expired), ("UNDE", .undeliverable),
        ("ACCE", .accepted), ("UNKN", .unknown), ("REJE", .rejected), ("ENRO", .enroute), ("SKIP", .skipped),
        ("SCHE", .scheduled), ("BUFF", .enroute), ("FAIL", .undeliverable), ("NON-", .undeliverable),
        ("ABSENT", .undeliverable), ("CANC", .deleted), ("SENT", .enroute),
    ]

    /// Nothing follows it. `accepted` is not among them: the specification calls it final (somebody read the message
    /// for the subscriber), and many carriers send it for a message that they have just taken.
    package var isFinal: Bool {
        switch self {
        case .delivered, .expired, .deleted, .undeliverable, .rejected, .skipped: true
        case .scheduled, .enroute, .accepted, .unknown: false
        }
    }
}
