package import Domain

/// One line of a table of households.
package struct HouseholdRow: Sendable, Equatable {
    package static let id = TableColumn("id", "户编号")
    package static let area = TableColumn("area", "区域")
    package static let address = TableColumn("address", "地址")
    package static let head = TableColumn("head", "户主")
    package static let phone = TableColumn("phone", "电话", isRequired: false)
    package static let newcomer = TableColumn("newcomer", "新居民", isRequired: false)
    package static let columns = [id, area, address, head, phone, newcomer]

    package let id: Int64
    /// A unit, or a grid for those that belong to none.
    package let area: AreaCode
    package let address: String
    package let head: String
    package let phone: PhoneNumber?
    package let isNewcomer: Bool

    package init(_ row: TableRow) throws(TableFault) {
        id = try TableWords.identifier(row, Self.id)
        area = try row.value(Self.area, "a unit's code of 18 digits, or a grid's of 15") { text in
            AreaCode(text).flatMap { $0.level >= .grid ? $0 : nil }
        }
        address = try row.text(Self.address)
        head = try row.text(Self.head)
        phone =
            row.optional(Self.phone) == nil ? nil : try row.value(Self.phone, TableWords.phone) { PhoneNumber($0) }
        isNewcomer = try TableWords.flag(row, Self.newcomer)
    }
}
