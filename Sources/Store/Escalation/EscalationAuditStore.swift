package import Domain
package import Foundation
import Postgres

/// Questions that check the escalation from outside of it.
package enum EscalationAuditStore {
    /// Due timers that nobody fired.
    package struct Unfired: Sendable, Equatable {
        /// Counted up to ten thousand.
        package let count: Int
        package let oldest: Date?
        /// Townships of some of them.
        package let townships: [AreaCode]
    }

    /// One check at a time in the whole fleet; false if another one is at it. Held until the transaction ends.
    package static func lock() -> Statement<Bool> {
        Statement("SELECT pg_try_advisory_xact_lock(7218350441)") { try $0.rows.first?.decode(0) ?? false }
    }

    /// Timers that were due before this moment. Reads the beginning of `timer_due`.
    package static func unfired(before: Date) -> Statement<Unfired> {
        Statement(
            """
            WITH late AS (
                SELECT incident_id, due_at FROM timer WHERE due_at < \(before) ORDER BY due_at LIMIT 10000)
            SELECT (SELECT count(*) FROM late), (SELECT min(due_at) FROM late), (
                SELECT string_agg(DISTINCT left(i.area_code, 9), ' ')
                FROM (SELECT incident_id FROM late LIMIT 200) l JOIN incident i ON i.id = l.incident_id)
            """
        ) { result in
            guard let row = result.rows.first else { return Unfired(count: 0, oldest: nil, townships: []) }
            let codes = try row.decode(2, as: String?.self) ?? ""
            return Unfired(
                count: Int(try row.decode(0, as: Int64.self)), oldest: try row.decode(1),
                townships: codes.split(separator: " ").compactMap { AreaCode($0) })
        }
    }

    /// Open incidents without any timer, by id; reads the index of open ones and the timers' key. Those whose ladders
    /// have ended are among them: whether one is wanted is the policy's to say.
    package static func untimed() -> Statement<[Int64]> {
        Statement(
            """
            SELECT i.id FROM incident i
            WHERE i.closed_at IS NULL AND NOT EXISTS (SELECT FROM timer t WHERE t.incident_id = i.id)
            """
        ) { try $0.rows.map { try $0.decode(0) } }
    }
}
