import Events
import Fleet
import Postgres
import Store

/// What became of published events, each counted once: it must add up.
struct EventLedger: Sendable {
    /// Events that are counted in one column.
    struct Group: Sendable {
        let name: String
        /// The worker that reads their type.
        let worker: Worker
        let published: Int
        let ids: [String]
        let sources: [String]
        let keys: [EventKey]

        /// One that is there twice is one event.
        init(name: String, worker: Worker, events: [(source: String, id: String)]) {
            self.name = name
            self.worker = worker
            published = events.count
            var seen = Set<EventKey>()
            let named = events.map { (event: $0, key: EventKey(source: $0.source, id: $0.id)) }
                .filter { seen.insert($0.key).inserted }
            ids = named.map(\.event.id)
            sources = named.map(\.event.source)
            keys = named.map(\.key)
        }
    }

    /// An outcome, and how many of each group had it.
    struct Line: Sendable {
        let name: String
        var counts: [Int]
    }

    private(set) var groups: [String] = []
    private(set) var published: [Int] = []
    private(set) var lines: [Line] = []

    /// Of each group, those of which nothing is known yet.
    var missing: [Int] {
        published.indices.map { index in published[index] - lines.reduce(0) { $0 + $1.counts[index] } }
    }

    /// Whether every event is accounted for.
    var isBalanced: Bool { missing.allSatisfy { $0 == 0 } }

    /// Takes dead letters from the broker first.
    static func load(_ groups: [Group], _ context: CommandContext) async throws -> EventLedger {
        try await context.takeDeadLetters()
        var ledger = EventLedger()
        ledger.groups = groups.map(\.name)
        ledger.published = groups.map(\.published)
        for (index, group) in groups.enumerated() {
            let worker = group.worker.rawValue
            // In this order: what has waited is done later, and nothing is counted twice.
            let (done, waiting, dead) = try await context.pool.transaction { transaction in
                try await transaction.load(
                    OutcomeStore.verdicts(of: group.keys, worker: worker),
                    OutcomeStore.waiting(group.keys, worker: worker),
                    OutcomeStore.dead(group.keys, ids: group.ids, sources: group.sources, worker: worker))
            }
            ledger.add("the same event again", group.published - group.keys.count, index)
            for (word, count) in done { ledger.add(name(word), count, index) }
            for (word, count) in waiting { ledger.add("waiting: \(word)", count, index) }
            for (word, count) in dead { ledger.add("dead letter: \(word)", count, index) }
        }
        return ledger
    }

    private mutating func add(_ name: String, _ count: Int, _ group: Int) {
        guard count > 0 else { return }
        if !lines.contains(where: { $0.name == name }) {
            lines.append(Line(name: name, counts: groups.map { _ in 0 }))
        }
        if let index = lines.firstIndex(where: { $0.name == name }) { lines[index].counts[group] += count }
    }

    /// What a worker's word means, where it does not say so itself.
    private static func name(_ word: String) -> String {
        switch word {
        case "opened": "opened an incident"
        case "merged": "joined one that was there"
        case "refused": "refused: in the history, does not count"
        default: word
        }
    }

    func print() {
        var table = Table([""] + groups, numbers: Set(groups.indices.map { $0 + 1 }))
        table.add(cells: ["published and confirmed"] + published.map(String.init))
        for (index, line) in lines.enumerated() {
            table.add(cells: [(index == 0 ? "= " : "+ ") + line.name] + line.counts.map(String.init))
        }
        if !isBalanced { table.add(cells: ["+ not done with yet"] + missing.map(String.init), isAlarming: true) }
        table.print()
    }

    var json: JSON {
        var all = JSONObject()
        for (index, group) in groups.enumerated() {
            var outcomes = JSONObject()
            for line in lines where line.counts[index] > 0 { outcomes[line.name] = .int(Int64(line.counts[index])) }
            all[group] = [
                "published": .int(Int64(published[index])), "missing": .int(Int64(missing[index])),
                "outcomes": .object(outcomes),
            ]
        }
        return .object(all)
    }
}
