package import Domain
package import Foundation

/// One line of a table of let houses.
package struct RentalRow: Sendable, Equatable {
    package static let code = TableColumn("code", "房屋编码")
    package static let area = TableColumn("area", "区域")
    package static let address = TableColumn("address", "地址")
    package static let landlord = TableColumn("landlord", "房东")
    package static let phone = TableColumn("phone", "电话")
    package static let occupancy = TableColumn("occupancy", "可住人数")
    package static let registered = TableColumn("registered", "登记日期", isRequired: false)
    package static let columns = [code, area, address, landlord, phone, occupancy, registered]

    package let code: String
    package let details: RentalDetails
    /// Nil: the day of the import.
    package let registeredAt: Date?

    /// - Parameter zone: where a day begins.
    package init(_ row: TableRow, zone: TimeZone) throws(TableFault) {
        code = try row.text(Self.code, atMost: 40)
        details = RentalDetails(
            area: try row.value(Self.area, TableWords.areaCode) { AreaCode($0) }, address: try row.text(Self.address),
            landlordName: try row.text(Self.landlord),
            landlordPhone: try row.value(Self.phone, TableWords.phone) { PhoneNumber($0) },
            occupancy: try row.value(Self.occupancy, "a number of people from 1 to 1000") { text in
                Int(text).flatMap { (1...1000).contains($0) ? $0 : nil }
            })
        registeredAt = try TableWords.date(row, Self.registered, zone: zone)
    }
}
