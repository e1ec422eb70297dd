import Foundation
import Postgres

/// What has been of an area before: the areas whose place it has, over as many reforms as there were. `AreaHeirs` the
/// other way round.
enum FormerAreas {
    /// Rows of `(code, since, until)`: codes under which matters of the places now called `prefix…` were filed, and when
    /// these codes meant those areas. Those that begin with `prefix` themselves are left out.
    ///
    /// From the ended areas, which are few, and not from those that are asked for, which may be a whole city's.
    static func select(of prefix: String, at now: Date) -> SQL {
        """
        WITH RECURSIVE handed (id, code, valid_from, heir, heir_code) AS MATERIALIZED (
            SELECT a.id, a.code, a.valid_from, s.id, s.code
            FROM area a CROSS JOIN LATERAL unnest(a.successors) AS u (id) JOIN area s ON s.id = u.id
            WHERE a.valid_to < 'infinity' AND a.valid_to <= \(now)
        ), former (id, code, valid_from) AS (
            SELECT id, code, valid_from FROM handed WHERE heir_code LIKE \(prefix + "%")
            UNION
            SELECT h.id, h.code, h.valid_from FROM former f JOIN handed h ON h.heir = f.id
        )
        SELECT f.code,
            CASE WHEN EXISTS (SELECT FROM area b WHERE b.code = f.code AND b.valid_from < f.valid_from)
                THEN f.valid_from ELSE '-infinity' END AS since,
            coalesce((SELECT min(valid_from) FROM area b WHERE b.code = f.code AND b.valid_from > f.valid_from),
                'infinity') AS until
        FROM former f WHERE f.code NOT LIKE \(prefix + "%")
        """
    }
}
