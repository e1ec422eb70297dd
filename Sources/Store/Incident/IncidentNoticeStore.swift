package import Foundation
import Postgres

/// A notice about an incident, and where its deliveries stand.
package struct IncidentNotice: Sendable, Equatable {
    /// Deliveries in one state, and what holds those that wait.
    package struct Share: Sendable, Equatable {
        package let state: String
        package let held: String?
        package let count: Int
    }

    package let key: String
    package let purpose: String
    package let requestedAt: Date
    package let stoppedAt: Date?
    /// Empty where it reached nobody, or is not expanded yet.
    package fileprivate(set) var shares: [Share]
}

/// Who was told of an incident, without the telephone numbers.
package enum IncidentNoticeStore {
    /// In the order in which they were asked for.
    package static func notices(ofIncident number: String) -> Statement<[IncidentNotice]> {
        Statement(
            """
            SELECT n.key, n.purpose, n.requested_at, n.stopped_at, d.state, d.held, count(d.id)
            FROM notice n LEFT JOIN delivery d ON d.notice_id = n.id WHERE n.incident = \(number)
            GROUP BY n.id, d.state, d.held ORDER BY n.requested_at, n.id, d.state, d.held
            """
        ) { result in
            var notices: [IncidentNotice] = []
            for row in result.rows {
                let key = try row.decode(0, as: String.self)
                if notices.last?.key != key { notices.append(try notice(row)) }
                if let share = try share(row) { notices[notices.count - 1].shares.append(share) }
            }
            return notices
        }
    }

    private static func notice(_ row: PostgresRow) throws -> IncidentNotice {
        IncidentNotice(
            key: try row.decode(0), purpose: try row.decode(1), requestedAt: try row.decode(2),
            stoppedAt: try row.decode(3), shares: [])
    }

    private static func share(_ row: PostgresRow) throws -> IncidentNotice.Share? {
        guard let state = try row.decode(4, as: String?.self) else { return nil }
        return IncidentNotice.Share(state: state, held: try row.decode(5), count: try row.decode(6))
    }
}
