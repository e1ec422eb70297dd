package import Foundation
package import Postgres
package import Store

/// Events whose time has come go back to the worker's own queue, so that they take the whole journey again.
package struct WaitingWork: DueWork {
    package let name = "waitingEvents"
    let worker: Worker

    package init(worker: Worker) { self.worker = worker }

    /// When the earliest event of this worker is due.
    package func nextDue() -> Statement<Date?> { WaitingEventStore.nextDue(worker: worker.rawValue) }

    /// Takes due events out; they go to the outbox in the same transaction.
    package func claim(limit: Int, at now: Date, in transaction: PostgresTransaction) async throws -> [WaitingEvent] {
        try await transaction.load(WaitingEventStore.take(worker: worker.rawValue, limit: limit, at: now))
    }

    /// They stay where they are, with a later time.
    package func setAside(_ items: [WaitingEvent], until: Date) -> Statement<Void> {
        WaitingEventStore.setAside(items.map(\.cause), worker: worker.rawValue, until: until)
    }

    /// The event's id.
    package func reference(_ item: WaitingEvent) -> String { item.eventID }

    /// Handed to the outbox's sweep: the key leads through the exchange whose headers are believed.
    package func decide(
        _ items: [WaitingEvent], at now: Date, in transaction: PostgresTransaction
    ) async throws -> [ToldEvent] {
        let rows = items.map { item in
            OutboxRow(
                cause: EventKey(parts: ["waiting", worker.rawValue, "\(item.cause.bytes)", "\(item.dueAt)"]),
                ordinal: 0,
                exchange: Exchange.back, routingKey: WaitingEvents.routingKey(worker, urgent: item.urgent),
                eventID: item.eventID,
                properties: item.properties, body: item.body)
        }
        transaction.atCommit([OutboxStore.save(rows, worker: worker.rawValue, lease: 0)])
        return []
    }
}
