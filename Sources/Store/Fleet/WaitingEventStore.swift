package import Foundation
package import Postgres

/// An event that a worker keeps until its time comes.
package struct WaitingEvent: Sendable, Equatable {
    package let worker: String
    package let cause: EventKey
    package let dueAt: Date
    /// A short word: `incidentUnknown`.
    package let reason: String
    /// When it first came.
    package let since: Date
    /// Whether it came, and goes back, through the urgent queue.
    package let urgent: Bool
    package let eventID: String
    /// The message's properties as JSON; may hold personal data. Nil where the body is an event in structured mode.
    package let properties: JSONText?
    /// Byte for byte.
    package let body: [UInt8]

    package init(
        worker: String, cause: EventKey, dueAt: Date, reason: String, since: Date, urgent: Bool, eventID: String,
        properties: JSONText?, body: [UInt8]
    ) {
        self.worker = worker
        self.cause = cause
        self.dueAt = dueAt
        self.reason = reason
        self.since = since
        self.urgent = urgent
        self.eventID = eventID
        self.properties = properties
        self.body = body
    }
}

/// Events that wait.
package enum WaitingEventStore {
    /// Keeps them; one that waits already takes the new time.
    package static func save(_ events: [WaitingEvent]) -> SQL {
        let events = events.sorted { $0.cause < $1.cause }
        return """
            INSERT INTO waiting_event (worker, cause, due_at, reason, since, urgent, event_id, properties, body)
            SELECT * FROM unnest(\(events.map(\.worker)), \(events.map(\.cause.bytes)), \(events.map(\.dueAt)),
                \(events.map(\.reason)), \(events.map(\.since)), \(events.map(\.urgent)),
                \(events.map(\.eventID)), \(events.map(\.properties)), \(events.map(\.body)))
            ON CONFLICT (worker, cause) DO UPDATE SET due_at = excluded.due_at, tries = waiting_event.tries + 1
            """
    }

    /// The earliest due time; nil if nothing waits.
    package static func nextDue(worker: String) -> Statement<Date?> {
        Statement("SELECT min(due_at) FROM waiting_event WHERE worker = \(worker)") { result in
            try result.rows.first?.decode(0, as: Date?.self) ?? nil
        }
    }

    /// Looks at these again at `until`.
    package static func setAside(_ causes: [EventKey], worker: String, until: Date) -> Statement<Void> {
        Statement(
            """
            UPDATE waiting_event SET due_at = \(until)
            WHERE worker = \(worker) AND cause = ANY(\(causes.sorted().map(\.bytes)))
            """
        ) { _ in }
    }

    /// Takes due events out; they go to the outbox in the same transaction.
    package static func take(worker: String, limit: Int, at now: Date) -> Statement<[WaitingEvent]> {
        Statement(
            """
            DELETE FROM waiting_event WHERE (worker, cause) IN (
                SELECT worker, cause FROM waiting_event WHERE worker = \(worker) AND due_at <= \(now)
                ORDER BY due_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING worker, cause, due_at, reason, since, urgent, event_id, properties, body
            """
        ) { result in
            try result.rows.map { row in
                WaitingEvent(
                    worker: try row.decode(0), cause: EventKey(bytes: try row.decode(1)), dueAt: try row.decode(2),
                    reason: try row.decode(3), since: try row.decode(4), urgent: try row.decode(5),
                    eventID: try row.decode(6), properties: try row.decode(7), body: try row.decode(8))
            }
        }
    }
}
