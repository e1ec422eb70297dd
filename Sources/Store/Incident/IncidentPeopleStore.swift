package import Domain
import Postgres

/// Names of people and places, for what a person reads.
package enum IncidentPeopleStore {
    /// The names of these officers, by id.
    package static func names(of officers: [Int64]) -> Statement<[Int64: String]> {
        Statement("SELECT id, name FROM officer WHERE id = ANY(\(officers))") { result in
            var names: [Int64: String] = [:]
            for row in result.rows { names[try row.decode(0)] = try row.decode(1, as: String.self) }
            return names
        }
    }

    /// The names that areas bear now, by code. A code that was given up keeps the name it had last.
    package static func names(of areas: [AreaCode]) -> Statement<[AreaCode: String]> {
        Statement(
            "SELECT code, name FROM area WHERE code = ANY(\(areas.map(\.digits))) ORDER BY valid_to"
        ) { result in
            var names: [AreaCode: String] = [:]
            for row in result.rows {
                if let code = AreaCode(try row.decode(0, as: String.self)) { names[code] = try row.decode(1) }
            }
            return names
        }
    }

    /// The ids of officers who are called so; of those whose name holds `name` where nobody is.
    package static func officers(named name: String) -> Statement<[Int64]> {
        Statement(
            """
            SELECT id FROM officer WHERE name = \(name) OR strpos(name, \(name)) > 0
                AND NOT EXISTS (SELECT FROM officer WHERE name = \(name))
            ORDER BY id LIMIT 1000
            """
        ) { try $0.rows.map { try $0.decode(0) } }
    }

    /// What officers are called, for saying whom somebody may have meant; some ten thousands at most.
    package static func officerNames() -> Statement<[String]> {
        Statement("SELECT DISTINCT name FROM officer LIMIT 50000") { try $0.rows.map { try $0.decode(0) } }
    }
}
