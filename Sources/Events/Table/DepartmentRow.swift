package import Domain

/// One line of a table of departments.
package enum DepartmentRow {
    package static let name = TableColumn("name", "名称代码")
    package static let title = TableColumn("title", "名称")
    package static let phone = TableColumn("phone", "值班电话")
    package static let area = TableColumn("area", "区域", isRequired: false)
    package static let leads = TableColumn("leads", "牵头事项", isRequired: false)
    package static let columns = [name, title, phone, area, leads]

    /// Throws what is wrong with the line.
    /// - Parameter known: departments by name; a table without the column leaves what they lead.
    package static func read(
        _ row: TableRow, known: [String: Department] = [:]
    ) throws(TableFault) -> Department {
        let word = try row.value(name, "a short name such as gas: small letters, digits and hyphens") {
            Department.isName($0) ? $0 : nil
        }
        return Department(
            name: word, title: try row.text(title, atMost: 100),
            phone: try row.value(phone, TableWords.phone) { PhoneNumber($0) },
            area: row.optional(area) == nil ? nil : try row.value(area, TableWords.areaCode) { AreaCode($0) },
            leads: row.has(leads) ? try categories(row) : known[word]?.leads ?? [])
    }

    /// Each once, in the order of the categories.
    private static func categories(_ row: TableRow) throws(TableFault) -> [Category] {
        var named: Set<Category> = []
        for word in (row.optional(leads) ?? "").split(whereSeparator: {
            " ;,\u{3000}\u{3001}\u{FF0C}\u{FF1B}".contains($0)
        }) {
            guard let category = Category.named(String(word)) else {
                let words = Category.allCases.map { "\($0.rawValue) (\($0.chineseName))" }.joined(separator: ", ")
                throw row.fault(leads, "expected categories with spaces between them: \(words)")
            }
            named.insert(category)
        }
        return Category.allCases.filter(named.contains)
    }
}
