package import Domain

/// One line of a table of households.
package enum HouseholdRow {
    package static let id = TableColumn("id", "户编号")
    package static let area = TableColumn("area", "区域")
    package static let address = TableColumn("address", "地址")
    package static let head = TableColumn("head", "户主")
    package static let phone = TableColumn("phone", "电话", isRequired: false)
    package static let newcomer = TableColumn("newcomer", "新居民", isRequired: false)
    package static let columns = [id, area, address, head, phone, newcomer]

    /// Throws what is wrong with the line.
    package static func read(_ row: TableRow) throws(TableFault) -> Household {
        Household(
            id: try TableWords.identifier(row, id),
            area: try row.value(area, "a unit's code of 18 digits, or a grid's of 15") { text in
                AreaCode(text).flatMap { $0.level >= .grid ? $0 : nil }
            },
            address: try row.text(address), head: try row.text(head),
            phone: row.optional(phone) == nil ? nil : try row.value(phone, TableWords.phone) { PhoneNumber($0) },
            isNewcomer: try TableWords.flag(row, newcomer))
    }
}
