package import Domain
package import Foundation
import Postgres

/// Which department leads which category where.
package enum DepartmentLeadStore {
    /// Those that may lead something at one of these places. Where a department's area has ended, it leads in the areas
    /// that have its place at `now`.
    package static func load(for places: [AreaCode], at now: Date) -> Statement<LeadDepartments> {
        let paths = Set(places.flatMap(\.path)).map(\.digits).sorted()
        let asked: SQL = "SELECT DISTINCT area_code FROM department_lead WHERE area_code <> ''"
        return Statement(
            """
            WITH RECURSIVE \(raw: AreaHeirs.tables(of: asked, at: now))
            SELECT category, department, area_code FROM department_lead
            WHERE area_code = '' OR area_code = ANY(\(paths))
            UNION
            SELECT l.category, l.department, h.code FROM department_lead l JOIN heir h ON h.asked = l.area_code
            WHERE h.code = ANY(\(paths))
            """
        ) { result in
            var leads = LeadDepartments()
            for row in result.rows {
                guard let category = Domain.Category(rawValue: try row.decode(0)) else { continue }
                leads.add(try row.decode(1), leading: category, in: AreaCode(try row.decode(2, as: String.self)))
            }
            return leads
        }
    }

    /// For one transaction, after the departments themselves: what they led is replaced by what they lead now.
    static func save(_ departments: [Department]) -> [SQL] {
        let leads = departments.flatMap { department in department.leads.map { (department, $0) } }
        return [
            "DELETE FROM department_lead WHERE department = ANY(\(departments.map(\.name)))",
            """
            INSERT INTO department_lead (category, area_code, department)
            SELECT * FROM unnest(\(leads.map(\.1.rawValue)), \(leads.map { $0.0.area?.digits ?? "" }),
                                 \(leads.map(\.0.name)))
            ON CONFLICT (category, area_code) DO UPDATE SET department = excluded.department
            """,
        ]
    }
}
