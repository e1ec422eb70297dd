/// Hands out incident ids from blocks of a hundred; what a dead process had left over is a gap, nothing more.
actor IncidentIDs {
    private var free: [Int64] = []

    /// Ids, or nil if so many are not left: add a block and ask again.
    func take(_ count: Int) -> [Int64]? {
        guard free.count >= count else { return nil }
        defer { free.removeFirst(count) }
        return Array(free.prefix(count))
    }

    /// How many blocks must be added before so many can be taken.
    func missingBlocks(for count: Int) -> Int { max(0, (count - free.count + 98) / 99) }

    /// A block that this process alone has taken from the sequence.
    func add(block: Int64) { free += (1...99).map { block * 100 + $0 } }
}
