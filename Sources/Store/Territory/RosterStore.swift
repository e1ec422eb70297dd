package import Domain
package import Foundation
import Postgres

/// Who holds which post, for the areas that a batch of decisions looks at.
package enum RosterStore {
    /// Posts and absences as of `at`, for the places, all areas above them and the grids next to theirs, and for
    /// these officers whatever their posts. Under the code of an area that has ended stand all who are posted where its
    /// successors are: an incident keeps the code under which it was filed.
    package static func load(codes: [AreaCode], officers: [Int64], at: Date) -> Statement<Roster> {
        let paths = Set(codes.flatMap(\.path)).map(\.digits).sorted()
        return Statement(
            """
            WITH RECURSIVE \(raw: AreaHeirs.tables(of: "SELECT unnest(\(paths))", at: at)), wanted AS (
                SELECT asked, id, code FROM heir
            ), adjacent AS (
                SELECT w.asked AS grid, n.id, n.code
                FROM wanted w JOIN area_neighbour b ON b.area_id = w.id
                JOIN area n ON n.id = b.neighbour_id AND n.valid_from <= \(at) AND n.valid_to > \(at)
                WHERE w.code = w.asked
                    OR NOT EXISTS (SELECT FROM wanted x WHERE x.asked = w.asked AND x.id = b.neighbour_id)
            ), held AS (
                SELECT k.code, p.officer_id, p.role
                FROM (SELECT asked AS code, id FROM wanted UNION ALL SELECT code, id FROM adjacent) k
                JOIN post p ON p.area_id = k.id AND p.since <= \(at) AND p.until > \(at)
                UNION
                SELECT a.code, p.officer_id, p.role FROM post p JOIN area a ON a.id = p.area_id
                WHERE p.officer_id = ANY(\(officers)) AND p.since <= \(at) AND p.until > \(at)
            )
            SELECT 0 AS part, h.code, h.role, o.id, o.name, o.phone, EXISTS (
                       SELECT FROM absence x WHERE x.officer_id = o.id AND x.since <= \(at) AND x.until > \(at)), o.hours
            FROM held h JOIN officer o ON o.id = h.officer_id
            UNION ALL
            SELECT 1, grid, code, 0, '', '', false, NULL FROM adjacent
            ORDER BY 1, 2, 3, 4
            """, read: roster)
    }

    /// The townships that there are at `now`, whose centres have the last desks; a hundred at most.
    package static func townships(at now: Date) -> Statement<[AreaCode]> {
        Statement(
            """
            SELECT code FROM area WHERE level = 'township' AND valid_from <= \(now) AND valid_to > \(now)
            ORDER BY code LIMIT 100
            """
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
        // Words that no import wrote must not keep a matter from its officer: then his hours are the township's.
        let hours = try row.decode(7, as: String?.self).flatMap { try? DutyHours($0) }
        return Roster.Holder(
            officer: try row.decode(3), name: try row.decode(4), phone: try row.decode(5), away: try row.decode(6),
            hours: hours)
    }
}
