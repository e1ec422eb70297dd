package import Domain
package import Foundation
import Postgres

extension PolicyStore {
    /// Areas where a post is held by nobody.
    package struct Vacancy: Sendable, Equatable {
        package let role: String
        /// Areas of the post's level, and how many of them have nobody.
        package let areas: Int
        package let vacant: Int
        /// Codes of the first few.
        package let examples: String
    }

    /// Of these posts, those that somewhere nobody holds at this moment, away or not.
    package static func vacancies(of posts: [(role: PostRole, level: AreaLevel)], at now: Date) -> Statement<[Vacancy]>
    {
        Statement(
            """
            SELECT v.role, count(*), count(*) FILTER (WHERE h.officer_id IS NULL),
                   array_to_string((array_agg(a.code ORDER BY a.code) FILTER (WHERE h.officer_id IS NULL))[1:3], ', ')
            FROM unnest(\(posts.map(\.role.rawValue)), \(posts.map(\.level.rawValue))) AS v (role, level)
            JOIN area a ON a.level = v.level AND a.valid_from <= \(now) AND a.valid_to > \(now)
            LEFT JOIN LATERAL (
                SELECT p.officer_id FROM post p
                WHERE p.area_id = a.id AND p.role = v.role AND p.since <= \(now) AND p.until > \(now) LIMIT 1) h ON true
            GROUP BY v.role HAVING count(*) FILTER (WHERE h.officer_id IS NULL) > 0
            ORDER BY v.role
            """
        ) { result in
            try result.rows.map {
                Vacancy(
                    role: try $0.decode(0), areas: Int(try $0.decode(1, as: Int64.self)),
                    vacant: Int(try $0.decode(2, as: Int64.self)), examples: try $0.decode(3))
            }
        }
    }
}
