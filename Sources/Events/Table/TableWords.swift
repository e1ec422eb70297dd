import Domain
package import Foundation

/// Words and numbers as people write them in tables.
enum TableWords {
    static let areaCode = "an area's code of 6, 9, 12, 15 or 18 digits"
    static let phone = "a telephone number"
    static let number = "a whole number from 1"
    static let latitude = TableColumn("latitude", "纬度", isRequired: false)
    static let longitude = TableColumn("longitude", "经度", isRequired: false)

    /// By GPS (WGS 84), in degrees; nil where both are empty.
    static func coordinates(_ row: TableRow) throws(TableFault) -> Coordinates? {
        if row.optional(latitude) == nil, row.optional(longitude) == nil { return nil }
        let north = try row.value(latitude, "degrees from -90 to 90") { degrees($0, upTo: 90) }
        let east = try row.value(longitude, "degrees from -180 to 180") { degrees($0, upTo: 180) }
        guard let point = Coordinates(latitude: north, longitude: east) else {
            throw row.fault(latitude, "0, 0 is no place of anybody's")
        }
        return point
    }

    private static func degrees(_ text: String, upTo limit: Double) -> Double? {
        Double(text).flatMap { abs($0) <= limit ? $0 : nil }
    }

    /// Yes or no; empty is no.
    static func flag(_ row: TableRow, _ column: TableColumn) throws(TableFault) -> Bool {
        switch row.optional(column)?.lowercased() {
        case nil, "no", "false", "0", "n", "否", "无": return false
        case "yes", "true", "1", "y", "是", "有": return true
        default: throw row.fault(column, "expected yes or no (是 or 否)")
        }
    }

    static func identifier(_ row: TableRow, _ column: TableColumn) throws(TableFault) -> Int64 {
        try row.value(column, number) { text in Int64(text).flatMap { $0 > 0 ? $0 : nil } }
    }

    /// `2026-03-02`, `2026/3/2` or `20260302`: the beginning of that day; or RFC 3339. Nil where it is empty.
    static func date(_ row: TableRow, _ column: TableColumn, zone: TimeZone) throws(TableFault) -> Date? {
        guard let text = row.optional(column) else { return nil }
        guard let date = TableDate.read(text, zone: zone) else {
            throw row.fault(column, "expected a day such as 2026-03-02, one that there is")
        }
        return date
    }
}

/// Days as people write them.
package enum TableDate {
    /// `2026-03-02`, `2026/3/2`, `2026.3.2` or `20260302` is the beginning of that day in `zone`; RFC 3339 is that
    /// instant. Nil for anything else and for a day that there is not.
    package static func read(_ text: String, zone: TimeZone) -> Date? {
        if let instant = RFC3339.date(text) { return instant }
        guard let day = components(text) else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        guard let date = calendar.date(from: day), calendar.dateComponents([.year, .month, .day], from: date) == day
        else { return nil }
        return date
    }

    private static func components(_ text: String) -> DateComponents? {
        var numbers = text.split(whereSeparator: { "-/.".contains($0) }).map(String.init)
        if numbers.count == 1, text.utf8.count == 8 {
            numbers = [String(text.prefix(4)), String(text.dropFirst(4).prefix(2)), String(text.suffix(2))]
        }
        guard numbers.count == 3, let year = Int(numbers[0]), let month = Int(numbers[1]), let day = Int(numbers[2]),
            (1900...2200).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        return DateComponents(year: year, month: month, day: day)
    }
}
