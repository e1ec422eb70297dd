package import Foundation
package import Postgres

/// Incidents filed for the night, until the working day opens. [domain.md 1.3]
package enum HandOverStore {
    /// Keeps them until `opening`; one that is kept already takes the new time.
    /// - Parameter incidents: sorted, so that replicas never wait in a circle.
    package static func arm(_ incidents: [Int64], at opening: Date) -> SQL {
        """
        INSERT INTO hand_over (incident_id, due_at) SELECT id, \(opening) FROM unnest(\(incidents)) AS v (id)
        ON CONFLICT (incident_id) DO UPDATE SET due_at = excluded.due_at
        """
    }

    /// When the next is due; nil if nothing is kept.
    package static func nextDue() -> Statement<Date?> {
        Statement("SELECT min(due_at) FROM hand_over") { try $0.rows.first?.decode(0) }
    }

    /// Locks incidents that are due, passing over those that somebody else holds. The incident's lock comes first, as
    /// with whoever arms a row: the other way round two would wait for each other.
    package static func claim(limit: Int, at now: Date) -> Statement<[Int64]> {
        Statement(
            """
            SELECT i.id FROM hand_over h JOIN incident i ON i.id = h.incident_id
            WHERE h.due_at <= \(now) ORDER BY h.due_at, h.incident_id LIMIT \(limit)
            FOR UPDATE OF i SKIP LOCKED
            """
        ) { result in try result.rows.map { try $0.decode(0, as: Int64.self) }.sorted() }
    }

    /// They are handed over, or nobody need.
    package static func forget(_ incidents: [Int64]) -> SQL {
        "DELETE FROM hand_over WHERE incident_id = ANY(\(incidents))"
    }

    /// Looks at them again at `until`.
    package static func setAside(_ incidents: [Int64], until: Date) -> Statement<Void> {
        Statement("UPDATE hand_over SET due_at = \(until) WHERE incident_id = ANY(\(incidents))") { _ in }
    }
}
