import Domain
import Foundation
package import Postgres

/// Households and posts do not outlast their area: where it ends with one successor they go on there, from the day of
/// the reform; where there are several or none, households stay until a table says where they live, and posts end.
package enum AreaMoves {
    /// Settles all that outlasts its area, over as many reforms as there are on the way. Whatever is settled stays.
    package static func settle(in transaction: PostgresTransaction) async throws {
        var moved = true
        while moved {
            let counts = try await transaction.pipeline([households, posts])
            moved = try counts.contains { try ($0.rows.first?.decode(0, as: Int.self) ?? 0) > 0 }
        }
    }

    /// One reform further. Who came to the area after its end was always in its successor.
    private static let households: SQL = """
        WITH lasting AS (
            SELECT h.household_id, h.since, h.until, a.valid_to AS ended, a.successors[1] AS heir
            FROM area a JOIN household_area h ON h.area_id = a.id AND h.until > a.valid_to
            WHERE cardinality(a.successors) = 1
        ), replaced AS (
            UPDATE household_area h SET area_id = l.heir FROM lasting l
            WHERE h.household_id = l.household_id AND h.since = l.since AND l.since >= l.ended
        ), cut AS (
            UPDATE household_area h SET until = l.ended FROM lasting l
            WHERE h.household_id = l.household_id AND h.since = l.since AND l.since < l.ended
        ), moved AS (
            INSERT INTO household_area (household_id, area_id, since, until)
            SELECT household_id, heir, ended, until FROM lasting WHERE since < ended
        )
        SELECT count(*) FROM lasting
        """

    /// One reform further. A post that began after the end of its area was never held there.
    private static let posts: SQL = """
        WITH lasting AS (
            SELECT p.*, a.valid_to AS ended, greatest(p.since, a.valid_to) AS goes_on,
                CASE WHEN cardinality(a.successors) = 1 THEN a.successors[1] END AS heir
            FROM area a JOIN post p ON p.area_id = a.id AND p.until > greatest(p.since, a.valid_to)
            WHERE a.valid_to < 'infinity'
        ), cut AS (
            UPDATE post p SET until = l.goes_on FROM lasting l
            WHERE p.area_id = l.area_id AND p.role = l.role AND p.officer_id = l.officer_id AND p.since = l.since
        ), passed AS (
            INSERT INTO post (officer_id, area_id, role, since, until)
            SELECT l.officer_id, l.heir, l.role, l.goes_on, max(l.until) FROM lasting l
            WHERE l.heir IS NOT NULL AND NOT EXISTS (
                SELECT FROM post q WHERE q.area_id = l.heir AND q.role = l.role AND q.officer_id = l.officer_id
                    AND q.since <= l.goes_on AND q.until > l.goes_on)
            GROUP BY l.officer_id, l.heir, l.role, l.goes_on
            ON CONFLICT DO NOTHING
        )
        SELECT count(*) FROM lasting
        """
}
