import Fleet

/// Waits until the workers have done with what was published.
struct PublishWait {
    /// How long nothing may move before what is left is called undone.
    private static let patience = Duration.seconds(60)

    let context: CommandContext

    /// A column a type; what nobody reads is not waited for.
    func ledger(of events: [PreparedEvent]) async throws -> EventLedger {
        let groups = Dictionary(grouping: events, by: \.type).sorted { $0.key < $1.key }.compactMap { type, events in
            Worker.allCases.first { $0.types.contains(type) }.map { worker in
                EventLedger.Group(name: type, worker: worker, events: events.map { ($0.source, $0.id) })
            }
        }
        var backoff = Backoff(first: .milliseconds(200), cap: .seconds(2))
        var (moved, left) = (ContinuousClock.now, Int.max)
        while true {
            let ledger = try await EventLedger.load(groups, context)
            let missing = ledger.missing.reduce(0, +)
            if missing < left { (moved, left) = (.now, missing) }
            if missing == 0 || ContinuousClock.now - moved > Self.patience { break }
            Terminal.progress("\(missing) not done with yet")
            await backoff.wait()
        }
        Terminal.endProgress()
        return try await EventLedger.load(groups, context)
    }
}
