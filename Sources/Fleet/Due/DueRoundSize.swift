/// How many rows a round of due work takes: all that it may, fewer after a failure, and one alone at last.
struct DueRoundSize: Sendable {
    /// How often one alone is tried before it is put off: a lost race does not last that long.
    private static let patience = 3

    private let limit: Int
    private(set) var now: Int
    private var failedAlone = 0

    init(limit: Int) {
        self.limit = limit
        now = limit
    }

    /// After a round that went well.
    mutating func grow() {
        failedAlone = 0
        now = min(limit, now * 4)
    }

    /// After one that failed; false when it is no use to try the same again.
    mutating func shrink() -> Bool {
        guard now == 1 else {
            now = max(1, now / 8)
            return true
        }
        failedAlone += 1
        guard failedAlone >= Self.patience else { return true }
        failedAlone = 0
        return false
    }
}
