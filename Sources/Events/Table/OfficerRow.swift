package import Domain
package import Foundation

/// One line of a table of officers: one person in one post. Somebody with several posts has several lines.
package struct OfficerRow: Sendable, Equatable {
    package static let id = TableColumn("id", "编号")
    package static let name = TableColumn("name", "姓名")
    package static let phone = TableColumn("phone", "电话")
    package static let role = TableColumn("role", "岗位")
    package static let area = TableColumn("area", "区域")
    package static let since = TableColumn("since", "任职", isRequired: false)
    package static let until = TableColumn("until", "离任", isRequired: false)
    package static let columns = [id, name, phone, role, area, since, until]

    package let id: Int64
    package let name: String
    package let phone: PhoneNumber
    package let role: PostRole
    package let area: AreaCode
    /// Nil: from ever.
    package let since: Date?
    /// Nil: until further notice.
    package let until: Date?

    /// - Parameter zone: where a day begins.
    package init(_ row: TableRow, zone: TimeZone) throws(TableFault) {
        id = try TableWords.identifier(row, Self.id)
        name = try row.text(Self.name)
        phone = try row.value(Self.phone, TableWords.phone) { PhoneNumber($0) }
        role = try row.value(Self.role, "one of \(PostRole.words)") { PostRole(word: $0) }
        area = try row.value(Self.area, TableWords.areaCode) { AreaCode($0) }
        since = try TableWords.date(row, Self.since, zone: zone)
        until = try TableWords.date(row, Self.until, zone: zone)
        if let since, let until, until <= since { throw row.fault(Self.until, "it ends before it begins") }
        if let level = role.level, level != area.level {
            throw row.fault(
                Self.area, "a \(role.rawValue) is one of a \(level.rawValue), whose code has \(level.digits) digits")
        }
    }
}
