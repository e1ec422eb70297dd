package import Foundation
import Postgres

/// How many rows of one kind, with a word or two that tell the kind.
package struct StatusCount: Sendable, Equatable {
    package let name: String
    package let part: String
    package let count: Int
    /// The earliest instant among them, where that says how long they have waited.
    package let oldest: Date?
}

/// What waits in the database: the questions of `lianhu status`.
package enum StatusStore {
    /// Unpublished outbox rows a worker. They live for less than a second while all is well.
    package static func outbox() -> Statement<[StatusCount]> {
        counts("SELECT worker, '', count(*), min(claimed_until) FROM outbox GROUP BY 1 ORDER BY 1")
    }

    /// Events whose time has not come, by worker and reason; the oldest by when it first came.
    package static func waiting() -> Statement<[StatusCount]> {
        counts("SELECT worker, reason, count(*), min(since) FROM waiting_event GROUP BY 1, 2 ORDER BY 1, 2")
    }

    /// Timers by kind: armed, and among them due at `now`.
    package static func timers(at now: Date) -> Statement<[StatusCount]> {
        counts(
            """
            SELECT kind, CASE WHEN due_at <= \(now) THEN 'due' ELSE 'armed' END, count(*), min(due_at)
            FROM timer GROUP BY 1, 2 ORDER BY 1, 2
            """)
    }

    /// Deliveries by state, those waiting told apart by what holds them.
    package static func deliveries() -> Statement<[StatusCount]> {
        counts(
            """
            SELECT \(raw: NoticeLedger.word), coalesce(d.held, ''), count(*),
                min(d.due_at) FILTER (WHERE d.state IN ('pending', 'sending', 'ambiguous'))
            FROM delivery d GROUP BY 1, 2 ORDER BY 1, 2
            """)
    }

    /// Incidents by stage, the open ones first.
    package static func incidents() -> Statement<[StatusCount]> {
        counts(
            """
            SELECT CASE WHEN closed_at IS NULL THEN 'open' ELSE 'ended' END, stage, count(*), min(opened_at)
            FROM incident GROUP BY 1, 2 ORDER BY 1 DESC, 2
            """)
    }

    /// Dead letters still there, by worker and reason.
    package static func deadLetters() -> Statement<[StatusCount]> {
        counts(
            """
            SELECT worker, reason, count(*), min(taken_at) FROM dead_letter
            WHERE state IN ('dead', 'replaying') GROUP BY 1, 2 ORDER BY 1, 2
            """)
    }

    private static func counts(_ sql: SQL) -> Statement<[StatusCount]> {
        Statement(sql) { result in
            try result.rows.map { row in
                StatusCount(
                    name: try row.decode(0), part: try row.decode(1), count: try row.decode(2),
                    oldest: try row.decode(3))
            }
        }
    }
}
