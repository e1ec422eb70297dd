import Domain
import Events
import Fleet
import Foundation
import Store

extension ImportRun {
    /// `lianhu import departments`.
    func departments() async throws {
        let now = try await begin()
        let known = try await knownAreas(at: now)
        let stored = try await context.pool.load(DepartmentStore.all())
        // What this table says of a department replaces what it led.
        let others = stored.filter { [named = names()] in !named.contains($0.key) }
        let leads = Dictionary(
            others.values.flatMap { other in other.leads.map { (Lead($0, other.area), other.name) } },
            uniquingKeysWith: { first, _ in first })
        try await run(
            ImportKind(
                read: { line throws(TableFault) in
                    let department = try DepartmentRow.read(line, known: stored)
                    if let area = department.area { try Self.require(area, known, line, DepartmentRow.area) }
                    for category in department.leads {
                        guard let other = leads[Lead(category, department.area)] else { continue }
                        throw line.fault(
                            DepartmentRow.leads,
                            "\(other) leads \(category.rawValue) there: give it a line without that, too")
                    }
                    return department
                }, key: \.name, keyColumn: DepartmentRow.name, chunk: { .departments($0) },
                claims: { department in department.leads.map { ImportClaim($0, ledBy: department) } }), at: now)
    }

    /// A category in an area; nil for all of the territory.
    private struct Lead: Hashable {
        let category: Domain.Category
        let area: AreaCode?

        init(_ category: Domain.Category, _ area: AreaCode?) { (self.category, self.area) = (category, area) }
    }

    /// Of the table's good lines, as far as it can be read: what stops reading is said when it is checked.
    private func names() -> Set<String> {
        var names: Set<String> = []
        guard var reader = try? table({ line throws(TableFault) in try DepartmentRow.read(line) }).open() else {
            return []
        }
        while let line = try? reader.next() {
            if case .success(let department) = line.row { names.insert(department.name) }
        }
        return names
    }
}

extension ImportClaim {
    /// One department leads a matter. [R2]
    fileprivate init(_ category: Domain.Category, ledBy department: Department) {
        self.init(
            subject: "lead \(category.rawValue) \(department.area?.digits ?? "")", value: department.name,
            column: DepartmentRow.leads,
            reason: { "line \($0) has another department that leads \(category.rawValue) there" })
    }
}
