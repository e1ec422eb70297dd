import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// Looks in the database, as somebody else would, how soon after its publishing an emergency has somebody who is
/// responsible: real seconds, from before it is handed to the broker until the decision is seen committed.
actor EmergencyWatch {
    /// What one emergency took.
    struct Wait: Sendable {
        let id: String
        /// Nil if it was never seen.
        let seconds: Double?
    }

    private let pool: PostgresPool
    private var open: [EventKey: (id: String, since: ContinuousClock.Instant)] = [:]
    private var seen: [Wait] = []
    private var isOver = false

    init(pool: PostgresPool) { self.pool = pool }

    /// These are published from now on.
    func add(_ events: [CloudEvent]) {
        let now = ContinuousClock.now
        for event in events { open[EventKey(source: event.source, id: event.id)] = (event.id, now) }
    }

    /// Looks until ``end()``: often while something is open, so that the measure is exact to some milliseconds.
    func run() async throws {
        while !isOver {
            try await look()
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    func end() { isOver = true }

    var waits: [Wait] { seen + open.values.map { Wait(id: $0.id, seconds: nil) } }

    private func look() async throws {
        guard !open.isEmpty else { return }
        // A database that is away for a moment shows in the figures, not as an error.
        let keys = Array(open.keys)
        guard let known = try? await pool.load(IdentityStore.known(keys, worker: Worker.intake.rawValue)) else {
            return
        }
        let now = ContinuousClock.now
        for key in known.keys {
            guard let found = open.removeValue(forKey: key) else { continue }
            seen.append(Wait(id: found.id, seconds: (now - found.since) / .seconds(1)))
        }
    }
}
