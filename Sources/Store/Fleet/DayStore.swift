package import Foundation
import Postgres

/// What a day came to: the questions of `lianhu simulate village --summary`.
package enum DayStore {
    /// An incident as one line of a table.
    package struct Line: Sendable {
        package let number: String
        package let category: String
        package let severity: String
        package let area: String
        package let reports: Int
        package let rule: String
        package let responsible: String
        package let stage: String
        /// Names of rungs climbed, in order.
        package let rungs: Int
    }

    /// All incidents in the order of opening; officers by name.
    package static func incidents(limit: Int) -> Statement<[Line]> {
        Statement(
            """
            SELECT i.number, i.category, i.severity, i.area_code, i.reports::bigint, i.rule,
                   coalesce(o.name, i.responsible), i.stage,
                   (SELECT count(*) FROM incident_event e WHERE e.incident_id = i.id AND e.kind = 'escalated')
            FROM incident i LEFT JOIN officer o ON i.responsible = 'officer:' || o.id
            ORDER BY i.opened_at, i.id LIMIT \(limit)
            """
        ) { result in
            try result.rows.map { row in
                Line(
                    number: try row.decode(0), category: try row.decode(1), severity: try row.decode(2),
                    area: try row.decode(3), reports: try row.decode(4, as: Int.self), rule: try row.decode(5),
                    responsible: try row.decode(6), stage: try row.decode(7), rungs: try row.decode(8, as: Int.self))
            }
        }
    }

    /// Names with counts, such as deliveries by state.
    package static func counts(_ question: Question) -> Statement<[(name: String, count: Int)]> {
        Statement(question.sql) { result in
            try result.rows.map { (try $0.decode(0, as: String.self), try $0.decode(1, as: Int.self)) }
        }
    }

    /// Things that are counted.
    package enum Question: Sendable {
        case reports, deliveries, notices, timersFired, timersArmed, inspections, outbox
        case dueDeliveries(Date)

        fileprivate var sql: SQL {
            switch self {
            case .reports: "SELECT 'reports', count(*) FROM incident_event WHERE kind = 'reported'"
            case .deliveries: "SELECT state, count(*) FROM delivery GROUP BY state ORDER BY state"
            case .notices:
                """
                SELECT n.purpose, count(*) FROM notice n JOIN delivery d ON d.notice_id = n.id
                GROUP BY n.purpose ORDER BY n.purpose
                """
            case .timersFired: "SELECT outcome, count(*) FROM timer_decision GROUP BY outcome ORDER BY outcome"
            case .timersArmed: "SELECT kind, count(*) FROM timer GROUP BY kind ORDER BY kind"
            case .inspections: "SELECT step, count(*) FROM inspection_decision GROUP BY step ORDER BY step"
            case .outbox: "SELECT 'outbox', count(*) FROM outbox"
            case .dueDeliveries(let now):
                """
                SELECT 'due', count(*) FROM delivery
                WHERE state IN ('pending', 'sending', 'ambiguous', 'submitted') AND due_at <= \(now)
                """
            }
        }
    }

    /// One delivered text a purpose, with the phone that got it.
    package static func texts() -> Statement<[(purpose: String, phone: String, text: String)]> {
        Statement(
            """
            SELECT DISTINCT ON (n.purpose) n.purpose, d.phone, n.text
            FROM notice n JOIN delivery d ON d.notice_id = n.id WHERE d.state = 'delivered'
            ORDER BY n.purpose, n.id, d.id
            """
        ) { result in
            try result.rows.map { (try $0.decode(0), try $0.decode(1), try $0.decode(2)) }
        }
    }

    /// Open dead letters: id, reason and sentence.
    package static func deadLetters() -> Statement<[(id: Int64, reason: String, error: String)]> {
        Statement("SELECT id, reason, error FROM dead_letter WHERE state = 'dead' ORDER BY id") { result in
            try result.rows.map { (try $0.decode(0), try $0.decode(1), try $0.decode(2)) }
        }
    }

    /// How many of these event ids have become dead letters.
    package static func dead(ofEvents ids: [String]) -> Statement<Int> {
        Statement("SELECT count(*) FROM dead_letter WHERE event_id = ANY(\(ids))") { result in
            try result.rows.first?.decode(0, as: Int.self) ?? 0
        }
    }

    /// How many of these events this worker has done with.
    package static func done(_ keys: [EventKey]) -> Statement<Int> {
        Statement("SELECT count(DISTINCT key) FROM event_identity WHERE key = ANY(\(keys.map(\.bytes)))") { result in
            try result.rows.first?.decode(0, as: Int.self) ?? 0
        }
    }
}
