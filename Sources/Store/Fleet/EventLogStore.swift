package import Foundation
package import Postgres

/// An event that a worker has done with, as on-call reads of it.
package struct EventLogEntry: Sendable, Equatable {
    package let key: EventKey
    package let source: String
    package let eventID: String
    package let type: String
    /// The publisher's own reference.
    package let subject: String?
    /// The word that a duplicate is told.
    package let verdict: String
    /// When it first came, on the fleet's clock.
    package let receivedAt: Date
    /// Whether it came through the urgent queue.
    package let urgent: Bool
    /// Failed tries before this one.
    package let attempts: Int

    package init(
        key: EventKey, source: String, eventID: String, type: String, subject: String?, verdict: String,
        receivedAt: Date, urgent: Bool, attempts: Int
    ) {
        self.key = key
        self.source = source
        self.eventID = eventID
        self.type = type
        self.subject = subject
        self.verdict = verdict
        self.receivedAt = receivedAt
        self.urgent = urgent
        self.attempts = attempts
    }
}

/// The log of what workers have done with, kept for as many days as a setting says. [architecture.md, promise 1]
package enum EventLogStore {
    /// Writes entries; which day they belong to is the database's affair.
    /// - Parameter now: the moment of the decision, on the fleet's clock.
    package static func record(_ entries: [EventLogEntry], worker: String, at now: Date) -> SQL {
        """
        INSERT INTO event_log (at, worker, key, source, event_id, type, subject, verdict, received_at, urgent, attempts)
        SELECT \(now), \(worker), v.* FROM unnest(\(entries.map(\.key.bytes)), \(entries.map(\.source)),
            \(entries.map(\.eventID)), \(entries.map(\.type)), \(entries.map(\.subject)), \(entries.map(\.verdict)),
            \(entries.map(\.receivedAt)), \(entries.map(\.urgent)), \(entries.map { Int16(clamping: $0.attempts) })) AS v
        """
    }

    /// What is logged of events with this id, the oldest first; the latest 200 of them, since sources may share ids.
    package static func ofEvent(_ id: String) -> Statement<[(worker: String, at: Date, entry: EventLogEntry)]> {
        Statement(
            """
            SELECT * FROM (
                SELECT worker, at, key, source, event_id, type, subject, verdict, received_at, urgent, attempts
                FROM event_log WHERE event_id = \(id) ORDER BY logged_at DESC LIMIT 200) latest
            ORDER BY at, attempts, worker
            """
        ) { result in
            try result.rows.map { row in
                let entry = EventLogEntry(
                    key: EventKey(bytes: try row.decode(2)), source: try row.decode(3), eventID: try row.decode(4),
                    type: try row.decode(5), subject: try row.decode(6), verdict: try row.decode(7),
                    receivedAt: try row.decode(8), urgent: try row.decode(9),
                    attempts: Int(try row.decode(10, as: Int16.self)))
                return (try row.decode(0), try row.decode(1), entry)
            }
        }
    }
}
