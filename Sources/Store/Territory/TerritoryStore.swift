package import Domain
package import Foundation
package import Postgres

/// Loads a territory, set-wise. What is there already stays as it is.
package enum TerritoryStore {
    /// Area nodes with the ids that they were made with.
    package static func save(areas: [ReferenceTerritory.Area]) -> SQL {
        """
        INSERT INTO area (id, code, level, name)
        SELECT * FROM unnest(\(areas.map(\.id)), \(areas.map(\.code.digits)),
                             \(areas.map(\.code.level.rawValue)), \(areas.map(\.name)))
        ON CONFLICT DO NOTHING
        """
    }

    /// Adjacent grids, by code.
    package static func save(neighbours: [(AreaCode, AreaCode)]) -> SQL {
        """
        INSERT INTO area_neighbour (area_id, neighbour_id)
        SELECT a.id, n.id FROM unnest(\(neighbours.map(\.0.digits)), \(neighbours.map(\.1.digits))) AS v (one, other)
        JOIN area a ON a.code = v.one JOIN area n ON n.code = v.other
        ON CONFLICT DO NOTHING
        """
    }

    /// Households and where they live.
    package static func save(households: [ReferenceTerritory.Household]) -> [SQL] {
        [
            """
            INSERT INTO household (id, address, head_name, head_phone)
            SELECT * FROM unnest(\(households.map(\.id)), \(households.map(\.address)),
                                 \(households.map(\.head)), \(households.map(\.phone)))
            ON CONFLICT DO NOTHING
            """,
            """
            INSERT INTO household_area (household_id, area_id)
            SELECT v.id, a.id FROM unnest(\(households.map(\.id)), \(households.map(\.unit.digits))) AS v (id, code)
            JOIN area a ON a.code = v.code
            ON CONFLICT DO NOTHING
            """,
        ]
    }

    /// Officers and their posts.
    package static func save(officers: [ReferenceTerritory.Officer]) -> [SQL] {
        let posts = officers.flatMap { officer in officer.posts.map { (officer.id, $0) } }
        return [
            """
            INSERT INTO officer (id, name, phone)
            SELECT * FROM unnest(\(officers.map(\.id)), \(officers.map(\.name)), \(officers.map(\.phone)))
            ON CONFLICT DO NOTHING
            """,
            """
            INSERT INTO post (officer_id, area_id, role)
            SELECT v.officer, a.id, v.role
            FROM unnest(\(posts.map(\.0)), \(posts.map(\.1.area.digits)), \(posts.map(\.1.role.rawValue)))
                 AS v (officer, code, role)
            JOIN area a ON a.code = v.code
            ON CONFLICT DO NOTHING
            """,
        ]
    }

    /// Somebody is away from a moment on.
    package static func save(absence officer: Int64, since: Date, reason: String) -> SQL {
        """
        INSERT INTO absence (officer_id, since, reason) VALUES (\(officer), \(since), \(reason))
        ON CONFLICT DO NOTHING
        """
    }

    /// Areas, neighbours, officers and households of a territory, in chunks that a round trip carries well; each chunk
    /// is to be run in a transaction of its own.
    package static func chunks(of territory: ReferenceTerritory, size: Int = 5_000) -> [[SQL]] {
        split(territory.areas, size) { [save(areas: $0)] }
            + split(territory.neighbours, size) { [save(neighbours: $0)] }
            + split(territory.officers, size) { save(officers: $0) }
            + split(territory.households, size) { save(households: $0) }
    }

    private static func split<Thing>(_ things: [Thing], _ size: Int, _ statements: ([Thing]) -> [SQL]) -> [[SQL]] {
        stride(from: 0, to: things.count, by: size).map { first in
            statements(Array(things[first..<min(first + size, things.count)]))
        }
    }

    /// How much there is, and whether it has this code.
    package static func counts(with code: AreaCode) -> Statement<(areas: Int, known: Bool)> {
        Statement(
            "SELECT count(*), coalesce(bool_or(code = \(code.digits)), false) FROM area"
        ) { result in
            guard let row = result.rows.first else { throw StoreError.missingResult }
            return (try row.decode(0, as: Int.self), try row.decode(1, as: Bool.self))
        }
    }
}
