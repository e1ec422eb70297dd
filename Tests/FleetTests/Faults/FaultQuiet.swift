import Events
import Fleet
import Foundation
import Postgres
import TestSupport

/// Quiet: nothing is under way in the broker, the database or between them.
struct FaultQuiet {
    let town: FleetTown
    /// Queues of a test's own.
    var ignoring: Set<String> = []

    /// Waits for it, twice in a row: what the management API says is a second old.
    /// - Throws: what is still under way when the time is over.
    func wait(within limit: Duration) async throws {
        var last: [String] = []
        var streak = 0
        do {
            try await BrokerFixture.until("quiet", within: limit) {
                last = (try? await underWay()) ?? ["the servers do not answer"]
                streak = last.isEmpty ? streak + 1 : 0
                if streak < 2 { try await waitForFreshNumbers() }
                return streak == 2
            }
        } catch is TestSupport.ManagementError {
            throw FleetTestError("not quiet within \(limit): \(last.joined(separator: ", "))")
        }
    }

    /// What waits for the morning, or for its deadline, is not under way.
    private func underWay() async throws -> [String] {
        var open: [String] = []
        for (name, condition) in Self.rows {
            let count = try await town.count(name, condition)
            if count > 0 { open.append("\(count) in \(name.text)") }
        }
        return open + (try await queues())
    }

    private static let rows: [(SQL, SQL)] = [
        ("outbox", "true"), ("in_hand", "true"), ("waiting_event", "true"),
        ("delivery", "state IN ('sending', 'ambiguous', 'submitted') OR state = 'pending' AND held IS NULL"),
    ]

    private func queues() async throws -> [String] {
        let list = try JSON.parse(Array(try await town.management.send("GET", "queues/\(town.management.virtualHost)")))
        return (list.arrayValue ?? []).compactMap { queue in
            let name = queue[key: "name"]?.stringValue ?? ""
            let messages = queue[key: "messages"]?.intValue ?? 0
            let isKept = name == TopologyDefinitions.announcedQueue || ignoring.contains(name)
            return isKept || messages == 0 ? nil : "\(messages) in \(name)"
        }
    }

    private func waitForFreshNumbers() async throws { try await Task.sleep(for: .milliseconds(1200)) }
}
