package import Domain
import Foundation
package import Postgres

/// Departments by their names.
package enum DepartmentStore {
    /// Those of these names that there are.
    package static func load(_ names: [String]) -> Statement<[String: Department]> {
        Statement("\(raw: select) WHERE name = ANY(\(names))", read: departments)
    }

    /// All that there are; some hundreds at most.
    package static func all() -> Statement<[String: Department]> { Statement(select, read: departments) }

    /// New ones, and what has changed of those that are there; what they lead is apart.
    package static func save(_ departments: [Department]) -> SQL {
        """
        INSERT INTO department (name, title, phone, area_code)
        SELECT * FROM unnest(\(departments.map(\.name)), \(departments.map(\.title)), \(departments.map(\.phone.digits)),
                             \(departments.map { $0.area?.digits }))
        ON CONFLICT (name) DO UPDATE SET title = excluded.title, phone = excluded.phone, area_code = excluded.area_code
        """
    }

    private static let select: SQL = """
        SELECT name, title, phone, area_code,
            ARRAY(SELECT category FROM department_lead l WHERE l.department = d.name ORDER BY category)
        FROM department d
        """

    @Sendable private static func departments(_ result: PostgresResult) throws -> [String: Department] {
        var found: [String: Department] = [:]
        for row in result.rows {
            let department = try department(row)
            found[department.name] = department
        }
        return found
    }

    private static func department(_ row: PostgresRow) throws -> Department {
        // The number itself is personal information, so the error does not show it.
        guard let phone = PhoneNumber(try row.decode(2, as: String.self)) else {
            throw StoreError.unknownWord("no telephone number", table: "department", column: "phone")
        }
        return Department(
            name: try row.decode(0), title: try row.decode(1), phone: phone,
            area: try row.decode(3, as: String?.self).flatMap { AreaCode($0) },
            leads: try row.decode(4, as: [String].self).compactMap(Domain.Category.init(rawValue:)))
    }
}
