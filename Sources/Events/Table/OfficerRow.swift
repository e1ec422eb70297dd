package import Domain
package import Foundation

/// One line of a table of officers: one person in one post. Somebody with several posts has several lines.
package enum OfficerRow {
    package static let id = TableColumn("id", "编号")
    package static let name = TableColumn("name", "姓名")
    package static let phone = TableColumn("phone", "电话")
    package static let role = TableColumn("role", "岗位")
    package static let area = TableColumn("area", "区域")
    package static let since = TableColumn("since", "任职", isRequired: false)
    package static let until = TableColumn("until", "离任", isRequired: false)
    package static let hours = TableColumn("hours", "工作时间", isRequired: false)
    package static let columns = [id, name, phone, role, area, since, until, hours]

    /// - Parameters:
    ///   - zone: where a day begins.
    ///   - known: hours of officers by id, which a table without that column leaves as they are.
    package static func read(
        _ row: TableRow, zone: TimeZone, hours known: [Int64: DutyHours] = [:]
    ) throws(TableFault) -> Posting {
        let officer = try TableWords.identifier(row, id)
        let posting = Posting(
            officer: officer, name: try row.text(name),
            phone: try row.value(phone, TableWords.phone) { PhoneNumber($0) },
            role: try row.value(role, "one of \(PostRole.words)") { PostRole(word: $0) },
            area: try row.value(area, TableWords.areaCode) { AreaCode($0) },
            since: try TableWords.date(row, since, zone: zone), until: try TableWords.date(row, until, zone: zone),
            hours: row.has(hours) ? try ownHours(row) : known[officer])
        if let since = posting.since, let until = posting.until, until <= since {
            throw row.fault(Self.until, "it ends before it begins")
        }
        if let level = posting.role.level, level != posting.area.level {
            throw row.fault(
                area, "a \(posting.role.rawValue) is one of a \(level.rawValue), whose code has \(level.digits) digits")
        }
        return posting
    }

    /// Nil where it is empty: the township's.
    private static func ownHours(_ row: TableRow) throws(TableFault) -> DutyHours? {
        guard let text = row.optional(hours) else { return nil }
        do throws(DutyHours.Problem) { return try DutyHours(text) } catch { throw row.fault(hours, error.reason) }
    }
}
