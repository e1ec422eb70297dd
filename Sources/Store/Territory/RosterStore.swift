package import Domain
package import Foundation
import Postgres

/// Who holds which post, for the areas that a batch of decisions looks at.
package enum RosterStore {
    /// Posts and absences as of `at`, for the places, all areas above them and the grids next to theirs, and for
    /// these officers whatever their posts.
    package static func load(codes: [AreaCode], officers: [Int64], at: Date) -> Statement<Roster> {
        let paths = Set(codes.flatMap(\.path)).map(\.digits).sorted()
        // A join with unnest, not = ANY: without a hash, each area is compared with each of hundreds of codes.
        return Statement(
            """
            WITH wanted AS (
                SELECT a.id, a.code FROM unnest(\(paths)) AS p (code)
                JOIN area a ON a.code = p.code AND a.valid_to = 'infinity'
            ), adjacent AS (
                SELECT w.code AS grid, n.id, n.code
                FROM wanted w JOIN area_neighbour b ON b.area_id = w.id JOIN area n ON n.id = b.neighbour_id
            ), held AS (
                SELECT p.* FROM post p WHERE p.area_id IN (SELECT id FROM wanted UNION SELECT id FROM adjacent)
                UNION
                SELECT p.* FROM post p WHERE p.officer_id = ANY(\(officers))
            )
            SELECT 0 AS part, a.code, h.role, o.id, o.name, o.phone, EXISTS (
                       SELECT FROM absence x WHERE x.officer_id = o.id AND x.since <= \(at) AND x.until > \(at))
            FROM held h JOIN area a ON a.id = h.area_id JOIN officer o ON o.id = h.officer_id
            WHERE h.since <= \(at) AND h.until > \(at)
            UNION ALL
            SELECT 1, grid, code, 0, '', '', false FROM adjacent
            ORDER BY 1, 2, 3, 4
            """, read: roster)
    }

    /// The townships, whose centres have the last desks; a hundred at most.
    package static func townships() -> Statement<[AreaCode]> {
        Statement(
            "SELECT code FROM area WHERE level = 'township' AND valid_to = 'infinity' ORDER BY code LIMIT 100"
        ) { result in try result.rows.compactMap { AreaCode(try $0.decode(0, as: String.self)) } }
    }

    @Sendable private static func roster(_ result: PostgresResult) throws -> Roster {
        var roster = Roster()
        for row in result.rows {
            guard let code = AreaCode(try row.decode(1, as: String.self)) else { continue }
            let word = try row.decode(2, as: String.self)
            if try row.decode(0, as: Int32.self) == 1 {
                if let other = AreaCode(word) { roster.add(neighbour: other, of: code) }
            } else if let role = PostRole(rawValue: word) {
                roster.add(try holder(row), as: Roster.Post(area: code, role: role))
            }
        }
        return roster
    }

    private static func holder(_ row: PostgresRow) throws -> Roster.Holder {
        Roster.Holder(
            officer: try row.decode(3), name: try row.decode(4), phone: try row.decode(5), away: try row.decode(6))
    }
}
