package import Domain
package import Foundation
import Postgres

/// People in the net for a person to look through.
package enum OfficerListStore {
    /// Whom a person asks for; what is nil takes all in.
    package struct Filter: Sendable, Equatable {
        /// With a post there or below: the beginning of an area's code.
        package var area: String?
        package var roles: [PostRole] = []
        /// A part of the name.
        package var name: String?
        /// Only those who are away.
        package var isAway = false

        package init() {}
    }

    /// Who holds such a post at `now`, in the order of ids, at most `limit`; and how many there are.
    package static func list(
        _ filter: Filter, limit: Int, at now: Date
    ) -> Statement<(lines: [OfficerStore.Line], count: Int)> {
        let roles: SQL = filter.roles.isEmpty ? "true" : "p.role = ANY(\(filter.roles.map(\.rawValue)))"
        return Statement(
            """
            SELECT o.id, o.name, o.phone, array_agg(p.role || ' ' || a.code ORDER BY a.code, p.role), x.reason,
                nullif(x.until, 'infinity'), count(*) OVER (), o.hours
            FROM officer o JOIN post p ON p.officer_id = o.id JOIN area a ON a.id = p.area_id
            LEFT JOIN LATERAL (
                SELECT reason, until FROM absence
                WHERE officer_id = o.id AND since <= \(now) AND until > \(now) ORDER BY until DESC LIMIT 1) x ON true
            WHERE p.since <= \(now) AND p.until > \(now) AND a.code LIKE \((filter.area ?? "") + "%")
                AND \(raw: roles) AND strpos(o.name, \(filter.name ?? "")) > 0
                AND (x.reason IS NOT NULL OR NOT \(filter.isAway))
            GROUP BY o.id, x.reason, x.until ORDER BY o.id LIMIT \(limit)
            """
        ) { result in
            (try result.rows.map(line), try result.rows.first?.decode(6, as: Int.self) ?? 0)
        }
    }

    private static func line(_ row: PostgresRow) throws -> OfficerStore.Line {
        OfficerStore.Line(
            id: try row.decode(0), name: try row.decode(1), phone: PhoneNumber(try row.decode(2, as: String.self)),
            posts: try row.decode(3), absence: try row.decode(4), awayUntil: try row.decode(5), hours: try row.decode(7)
        )
    }
}
