/// The named statements of one connection, the least recently used making room.
struct StatementCache {
    struct Key: Hashable {
        let text: String
        let types: [PostgresType]
    }

    private struct Entry {
        let name: String
        var lastUse: Int
    }

    static let capacity = 500
    private var entries: [Key: Entry] = [:]
    private var clock = 0
    /// Names that the server still knows and we no longer want.
    private(set) var discarded: [String] = []

    /// The name of a statement, and whether it has to be prepared first.
    mutating func use(_ key: Key) -> (name: String, isNew: Bool) {
        clock += 1
        if let name = entries[key]?.name {
            entries[key]?.lastUse = clock
            return (name, false)
        }
        if entries.count >= Self.capacity { evict() }
        let name = "s\(clock)"
        entries[key] = Entry(name: name, lastUse: clock)
        return (name, true)
    }

    /// A statement that the server never took, or has lost; with a name, only if it still goes by it.
    mutating func forget(_ key: Key, name: String?) {
        discarded.removeAll { $0 == name }
        if name == nil || entries[key]?.name == name { entries[key] = nil }
    }

    /// A statement that the server has and that is of no more use.
    mutating func discard(_ key: Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        discarded.append(entry.name)
    }

    mutating func takeDiscarded() -> [String] {
        defer { discarded = [] }
        return discarded
    }

    private mutating func evict() {
        guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
        discard(oldest.key)
    }
}
