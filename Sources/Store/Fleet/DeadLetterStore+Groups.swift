package import Foundation
import Postgres

/// Dead letters of one cause.
package struct DeadLetterGroup: Sendable, Equatable {
    package let worker: String
    package let reason: String
    package let count: Int
    package let maybeEmergencies: Int
    package let first: Date
    package let last: Date
    /// The sentence of the latest.
    package let sample: String
    /// Ids to look at: the possible emergencies first, then the latest, at most five.
    package let ids: [Int64]
}

extension DeadLetterStore {
    /// What waits, by worker and cause, possible emergencies first.
    package static func groups(worker: String? = nil, reason: String? = nil) -> Statement<[DeadLetterGroup]> {
        Statement(
            """
            SELECT worker, reason, count(*), count(*) FILTER (WHERE maybe_emergency),
                   min(coalesce(failed_at, taken_at)), max(coalesce(failed_at, taken_at)),
                   (array_agg(error ORDER BY id DESC))[1], (array_agg(id ORDER BY maybe_emergency DESC, id DESC))[1:5]
            FROM dead_letter WHERE state IN ('dead', 'replaying')
                AND \(raw: chosen(worker: worker, reason: reason))
            GROUP BY worker, reason, fingerprint
            ORDER BY 4 DESC, 3 DESC, 1, 2
            """
        ) { result in
            try result.rows.map { row in
                DeadLetterGroup(
                    worker: try row.decode(0), reason: try row.decode(1), count: try row.decode(2),
                    maybeEmergencies: try row.decode(3), first: try row.decode(4), last: try row.decode(5),
                    sample: try row.decode(6), ids: try row.decode(7))
            }
        }
    }
}
