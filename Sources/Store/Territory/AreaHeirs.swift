import Foundation
import Postgres

/// What codes mean at a time: the area that has the code then; for one that has ended, those that have its place, over
/// as many reforms as there were.
enum AreaHeirs {
    /// Table expressions for a WITH RECURSIVE: `heir (asked, id, code)` with the areas that are there at `now`, none for
    /// a code that was never there; and `ended (asked, id, code, valid_to, successors)` with what led to those that have
    /// the place of an area that has ended.
    ///
    /// Ended areas have an index of their own, which tells the planner how few they are: an estimate of the recursion
    /// from all that is asked would make the server compile a statement that has nothing to do.
    /// - Parameter asked: a SELECT of codes, each once.
    static func tables(of asked: SQL, at now: Date) -> SQL {
        """
        asked (code) AS MATERIALIZED (\(raw: asked)),
        ended (asked, id, code, valid_to, successors) AS (
            SELECT a.code, a.id, a.code, a.valid_to, a.successors
            FROM area a JOIN asked q ON q.code = a.code
            WHERE a.valid_to < 'infinity' AND a.valid_to <= \(now) AND NOT EXISTS (
                SELECT FROM area b WHERE b.code = a.code AND b.valid_from >= a.valid_to AND b.valid_from <= \(now))
            UNION
            SELECT e.asked, s.id, s.code, s.valid_to, s.successors
            FROM ended e JOIN area s ON s.id = ANY(e.successors) AND s.valid_from <= \(now)
            WHERE e.valid_to <= \(now)
        ), heir (asked, id, code) AS (
            SELECT a.code, a.id, a.code FROM asked q JOIN area a ON a.code = q.code
            WHERE a.valid_from <= \(now) AND a.valid_to > \(now)
            UNION ALL
            SELECT asked, id, code FROM ended WHERE valid_to > \(now)
        )
        """
    }
}
