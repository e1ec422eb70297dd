package import Domain
package import Foundation
package import Postgres

/// Areas as people keep them: which there are, and how a table of them changes that.
package enum AreaStore {
    /// All that ever were; some ten thousands at most.
    package static func known() -> Statement<[KnownArea]> {
        Statement(
            """
            SELECT a.id, a.code, nullif(a.valid_from, '-infinity'), nullif(a.valid_to, 'infinity'),
                CASE WHEN a.successors = '{}' THEN '{}'
                     ELSE ARRAY(SELECT s.code FROM area s WHERE s.id = ANY(a.successors)) END
            FROM area a
            """
        ) { result in
            try result.rows.compactMap { row in
                guard let code = AreaCode(try row.decode(1, as: String.self)) else { return nil }
                return KnownArea(
                    id: try row.decode(0), code: code, from: try row.decode(2, as: Date?.self) ?? .distantPast,
                    to: try row.decode(3, as: Date?.self) ?? .distantFuture,
                    successors: try row.decode(4, as: [String].self).compactMap { AreaCode($0) })
            }
        }
    }

    /// The codes that mean an area at `now`.
    package static func codes(at now: Date) -> Statement<Set<AreaCode>> {
        Statement("SELECT code FROM area WHERE valid_from <= \(now) AND valid_to > \(now)") { result in
            Set(try result.rows.compactMap { AreaCode(try $0.decode(0, as: String.self)) })
        }
    }

    /// For one transaction, in this order: a code can be used again by a new area once its old one has ended. The same
    /// again changes nothing.
    package static func save(_ changes: [AreaChange]) -> [SQL] {
        // Generated territories bring their own ids.
        ["SELECT setval(pg_get_serial_sequence('area', 'id'), greatest(max(id), 1)) FROM area"]
            + [end(changes), add(changes.filter { $0.known == nil }), renew(changes.filter { $0.known != nil })]
            + [nameSuccessors(changes.map(\.area)), inheritNeighbours, saveNeighbours(changes.map(\.area))]
    }

    private static func end(_ changes: [AreaChange]) -> SQL {
        let ends = changes.filter(\.isEnding)
        return """
            UPDATE area SET valid_to = v.ends
            FROM unnest(\(ends.compactMap(\.known?.id)), \(ends.map(\.area.validTo))) AS v (id, ends) WHERE area.id = v.id
            """
    }

    private static func add(_ changes: [AreaChange]) -> SQL {
        let areas = changes.map(\.area)
        return """
            INSERT INTO area (code, level, name, dedicated, valid_from, valid_to, latitude, longitude)
            SELECT v.code, v.level, v.name, v.dedicated, coalesce(v.starts, '-infinity'), coalesce(v.ends, 'infinity'),
                v.latitude, v.longitude
            FROM unnest(\(areas.map(\.code.digits)), \(areas.map(\.code.level.rawValue)), \(areas.map(\.name)),
                        \(areas.map(\.isDedicated)), \(areas.map(\.validFrom)), \(areas.map(\.validTo)),
                        \(areas.map(\.coordinates?.latitude)), \(areas.map(\.coordinates?.longitude)))
                 AS v (code, level, name, dedicated, starts, ends, latitude, longitude)
            ON CONFLICT (code, valid_from) DO UPDATE SET name = excluded.name, dedicated = excluded.dedicated,
                latitude = excluded.latitude, longitude = excluded.longitude
            """
    }

    /// A table without points leaves those that are known.
    private static func renew(_ changes: [AreaChange]) -> SQL {
        let areas = changes.map(\.area)
        return """
            UPDATE area SET name = v.name, dedicated = v.dedicated,
                latitude = coalesce(v.latitude, area.latitude), longitude = coalesce(v.longitude, area.longitude)
            FROM unnest(\(changes.compactMap(\.known?.id)), \(areas.map(\.name)), \(areas.map(\.isDedicated)),
                        \(areas.map(\.coordinates?.latitude)), \(areas.map(\.coordinates?.longitude)))
                 AS v (id, name, dedicated, latitude, longitude)
            WHERE area.id = v.id AND (area.name, area.dedicated, area.latitude, area.longitude)
                IS DISTINCT FROM (v.name, v.dedicated,
                    coalesce(v.latitude, area.latitude), coalesce(v.longitude, area.longitude))
            """
    }

    private static func nameSuccessors(_ areas: [Area]) -> SQL {
        let named = areas.flatMap { area in area.successors.map { (area.code.digits, area.validTo, $0.digits) } }
        return """
            UPDATE area SET successors = v.ids
            FROM (SELECT n.code, n.ends, array_agg(DISTINCT s.id) AS ids
                  FROM unnest(\(named.map(\.0)), \(named.map(\.1)), \(named.map(\.2))) AS n (code, ends, successor)
                  JOIN area s ON s.code = n.successor AND s.valid_from <= n.ends AND s.valid_to > n.ends
                  GROUP BY n.code, n.ends) v
            WHERE area.code = v.code AND area.valid_to = v.ends AND area.successors <> v.ids
            """
    }

    /// The only successor of a grid lies where the grid lay.
    private static var inheritNeighbours: SQL {
        """
        INSERT INTO area_neighbour (area_id, neighbour_id)
        SELECT pair.* FROM area a JOIN area_neighbour b ON b.area_id = a.id,
            LATERAL (VALUES (a.successors[1], b.neighbour_id), (b.neighbour_id, a.successors[1])) AS pair (one, other)
        WHERE cardinality(a.successors) = 1 AND a.successors[1] <> b.neighbour_id
        ON CONFLICT DO NOTHING
        """
    }

    /// Adjacent grids, both ways, where both are there at some time.
    private static func saveNeighbours(_ areas: [Area]) -> SQL {
        let pairs = areas.flatMap { area in area.neighbours.map { (area, $0.digits) } }
        return """
            WITH named AS (
                SELECT a.id AS one, n.id AS other
                FROM unnest(\(pairs.map(\.0.code.digits)), \(pairs.map(\.0.validFrom)), \(pairs.map(\.0.validTo)),
                            \(pairs.map(\.1))) AS v (one, starts, ends, other)
                JOIN area a ON a.code = v.one
                    AND a.valid_from = coalesce(v.starts, a.valid_from) AND a.valid_to = coalesce(v.ends, a.valid_to)
                JOIN area n ON n.code = v.other AND n.valid_from < a.valid_to AND n.valid_to > a.valid_from
                WHERE a.id <> n.id)
            INSERT INTO area_neighbour (area_id, neighbour_id)
            SELECT one, other FROM named UNION SELECT other, one FROM named
            ON CONFLICT DO NOTHING
            """
    }
}
