import AMQP
import Fleet
import Foundation
import Postgres
import Store

/// A figure counts only if all the work was done: nothing missing, nothing double, nothing left over.
struct Ledger {
    let contender: Contender
    let events: Int
    let pool: PostgresPool
    let publisher: AMQPPublisher

    func check() async throws {
        switch contender {
        case .intake:
            try await table("incident", events...events)
            try await table("event_identity", events...events)
            try await table("incident_event", 2 * events...Int.max)
            try await table("outbox", 0...0)
        case .floor:
            for name in FloorTables.names { try await table(name, events...events) }
        }
        try await queue(Worker.intake.queue(urgent: false), 0)
        try await queue(Worker.notice.queue(urgent: false), events)
        try await queue(Worker.escalation.queue(urgent: false), events)
        try await queue(Worker.intake.deadQueue, 0)
        try await queue(TopologyDefinitions.unroutedQueue, 0)
    }

    private func table(_ name: String, _ range: ClosedRange<Int>) async throws {
        let result = try await pool.query("SELECT count(*) FROM \(identifier: name)")
        let count = try result.rows.first?.decode(0, as: Int.self) ?? 0
        guard range.contains(count) else {
            throw BenchmarkError("the ledger is wrong: \(count) rows in \(name) after \(events) events")
        }
    }

    private func queue(_ name: String, _ expected: Int) async throws {
        let count = try await publisher.passivelyDeclare(queue: name)?.messages ?? -1
        guard count == expected else {
            throw BenchmarkError("the ledger is wrong: \(count) messages in \(name), not \(expected)")
        }
    }
}
