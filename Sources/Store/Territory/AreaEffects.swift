package import Domain
package import Foundation
import Postgres

/// What the end of one area means for those who are in it.
package struct AreaEffect: Sendable, Equatable {
    package let code: AreaCode
    /// How many areas have its place from then on.
    package let successors: Int
    package let households: Int
    package let posts: Int
    /// Incidents that are open now and filed under its code.
    package let incidents: Int
}

/// What a reform does to people, before it and afterwards.
package enum AreaEffects {
    /// Of the changes that end an area, in the order of codes.
    package static func load(_ changes: [AreaChange]) -> Statement<[AreaEffect]> {
        let ends = changes.filter(\.isEnding)
        let successors = ends.map { Int32($0.successors.count) }
        return Statement(
            """
            SELECT a.code, v.successors,
                (SELECT count(*) FROM household_area h WHERE h.area_id = a.id AND h.until > v.ends),
                (SELECT count(*) FROM post p WHERE p.area_id = a.id AND p.until > v.ends),
                (SELECT count(*) FROM incident i
                 WHERE i.area_code = a.code AND i.closed_at IS NULL AND i.merged_into IS NULL)
            FROM unnest(\(ends.compactMap(\.known?.id)), \(ends.map(\.area.validTo)), \(successors))
                 AS v (id, ends, successors)
            JOIN area a ON a.id = v.id ORDER BY a.code
            """, read: effects)
    }

    /// How many households still stand in an area that has ended at `now`, by its code: no reform says where they went.
    package static func unplaced(at now: Date) -> Statement<[(code: String, households: Int)]> {
        Statement(
            """
            SELECT a.code, count(*) FROM area a JOIN household_area h ON h.area_id = a.id AND h.until > \(now)
            WHERE a.valid_to <= \(now) GROUP BY a.code ORDER BY a.code
            """
        ) { result in try result.rows.map { (try $0.decode(0), try $0.decode(1)) } }
    }

    @Sendable private static func effects(_ result: PostgresResult) throws -> [AreaEffect] {
        try result.rows.compactMap { row in
            guard let code = AreaCode(try row.decode(0, as: String.self)) else { return nil }
            return AreaEffect(
                code: code, successors: Int(try row.decode(1, as: Int32.self)), households: try row.decode(2),
                posts: try row.decode(3), incidents: try row.decode(4))
        }
    }
}
