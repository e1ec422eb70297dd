package import Domain

/// One line of a table of departments.
package enum DepartmentRow {
    package static let name = TableColumn("name", "名称代码")
    package static let title = TableColumn("title", "名称")
    package static let phone = TableColumn("phone", "值班电话")
    package static let area = TableColumn("area", "区域", isRequired: false)
    package static let columns = [name, title, phone, area]

    /// Throws what is wrong with the line.
    package static func read(_ row: TableRow) throws(TableFault) -> Department {
        Department(
            name: try row.value(name, "a short name such as gas: small letters, digits and hyphens") {
                Department.isName($0) ? $0 : nil
            },
            title: try row.text(title, atMost: 100),
            phone: try row.value(phone, TableWords.phone) { PhoneNumber($0) },
            area: row.optional(area) == nil ? nil : try row.value(area, TableWords.areaCode) { AreaCode($0) })
    }
}
