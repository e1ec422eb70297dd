package import Domain
import Foundation
package import Postgres

/// Departments by their names.
package enum DepartmentStore {
    /// Those of these names that there are.
    package static func load(_ names: [String]) -> Statement<[String: Department]> {
        Statement("SELECT name, title, phone, area_code FROM department WHERE name = ANY(\(names))") { result in
            var found: [String: Department] = [:]
            for row in result.rows {
                let department = try department(row)
                found[department.name] = department
            }
            return found
        }
    }

    /// New ones, and what has changed of those that are there.
    package static func save(_ departments: [Department]) -> SQL {
        """
        INSERT INTO department (name, title, phone, area_code)
        SELECT * FROM unnest(\(departments.map(\.name)), \(departments.map(\.title)), \(departments.map(\.phone.digits)),
                             \(departments.map { $0.area?.digits }))
        ON CONFLICT (name) DO UPDATE SET title = excluded.title, phone = excluded.phone, area_code = excluded.area_code
        """
    }

    private static func department(_ row: PostgresRow) throws -> Department {
        // The number itself is personal information, so the error does not show it.
        guard let phone = PhoneNumber(try row.decode(2, as: String.self)) else {
            throw StoreError.unknownWord("no telephone number", table: "department", column: "phone")
        }
        return Department(
            name: try row.decode(0), title: try row.decode(1), phone: phone,
            area: try row.decode(3, as: String?.self).flatMap { AreaCode($0) })
    }
}
