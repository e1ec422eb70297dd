import Events
import Fleet
import Foundation
import Postgres
import TestSupport

/// Quiet: what was under way is done, in the broker, the database and between them. What the clock makes due meanwhile
/// comes and goes: timers fire for as long as there are incidents.
struct FaultQuiet {
    let town: FleetTown
    /// Queues of a test's own.
    var ignoring: Set<String> = []

    /// A report becomes an outbox row, that a delivery, that a text, that a receipt.
    private static let steps = 4

    /// Waits for it.
    /// - Throws: what is still under way when the time is over.
    func wait(within limit: Duration) async throws {
        let end = ContinuousClock.now + limit
        for _ in 0..<Self.steps { try await onceDone(until: end) }
    }

    /// Every row that is there now has gone, and every queue has been empty at some moment.
    private func onceDone(until end: ContinuousClock.Instant) async throws {
        var rest: Set<String>?
        do {
            try await BrokerFixture.until("quiet", within: max(.seconds(1), end - .now)) {
                guard let now = try? await underWay() else { return false }
                rest = rest?.intersection(now) ?? now
                if rest?.isEmpty == false { try await waitForFreshNumbers() }
                return rest?.isEmpty == true
            }
        } catch is TestSupport.ManagementError {
            throw FleetTestError("not quiet: \(rest?.sorted().prefix(20).joined(separator: ", ") ?? "no answer")")
        }
        try await waitForFreshNumbers()
    }

    /// What waits for the morning, or for its deadline, is not under way.
    private func underWay() async throws -> Set<String> {
        let rows = try await town.texts(
            """
            SELECT 'outbox ' || event_id || ' ' || encode(cause, 'hex') FROM outbox
            UNION ALL SELECT 'in_hand ' || encode(key, 'hex') FROM in_hand
            UNION ALL SELECT 'waiting ' || worker || ' ' || event_id FROM waiting_event
            UNION ALL SELECT 'delivery ' || id FROM delivery
            WHERE state IN ('sending', 'ambiguous', 'submitted') OR state = 'pending' AND held IS NULL
            """)
        return Set(rows + (try await queues()))
    }

    private func queues() async throws -> [String] {
        let list = try JSON.parse(Array(try await town.management.send("GET", "queues/\(town.management.virtualHost)")))
        return (list.arrayValue ?? []).compactMap { queue in
            let name = queue[key: "name"]?.stringValue ?? ""
            let isKept = name == TopologyDefinitions.announcedQueue || ignoring.contains(name)
            return isKept || queue[key: "messages"]?.intValue ?? 0 == 0 ? nil : "queue \(name)"
        }
    }

    /// What the management API says is up to a second old.
    private func waitForFreshNumbers() async throws { try await Task.sleep(for: .milliseconds(1200)) }
}
