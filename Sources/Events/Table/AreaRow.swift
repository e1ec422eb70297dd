package import Domain
package import Foundation

/// One line of a table of areas: districts to units, in any order.
package enum AreaRow {
    package static let code = TableColumn("code", "编码")
    package static let name = TableColumn("name", "名称")
    package static let dedicated = TableColumn("dedicated", "专属网格", isRequired: false)
    package static let neighbours = TableColumn("neighbours", "相邻网格", isRequired: false)
    package static let validFrom = TableColumn("validFrom", "生效日期", isRequired: false)
    package static let validTo = TableColumn("validTo", "失效日期", isRequired: false)
    package static let successors = TableColumn("successors", "后继", isRequired: false)
    package static let columns = [
        code, name, dedicated, neighbours, validFrom, validTo, successors, TableWords.latitude, TableWords.longitude,
    ]

    /// - Parameter zone: where a day begins.
    package static func read(_ row: TableRow, zone: TimeZone) throws(TableFault) -> Area {
        let area = Area(
            code: try row.value(code, TableWords.areaCode) { AreaCode($0) }, name: try row.text(name),
            isDedicated: try TableWords.flag(row, dedicated),
            neighbours: try codes(row, neighbours, "codes of grids (15 digits)"),
            validFrom: try second(row, validFrom, zone), validTo: try second(row, validTo, zone),
            successors: try codes(row, successors, "areas' codes"), coordinates: try TableWords.coordinates(row))
        try check(area, row)
        return area
    }

    private static func check(_ area: Area, _ row: TableRow) throws(TableFault) {
        let level = area.code.level
        if area.isDedicated, level != .grid { throw row.fault(dedicated, "only a grid can be dedicated") }
        if !area.neighbours.isEmpty, level != .grid { throw row.fault(neighbours, "only grids have neighbours") }
        if area.neighbours.contains(where: { $0.level != .grid }) {
            throw row.fault(neighbours, "expected codes of grids (15 digits) with semicolons between them")
        }
        if let from = area.validFrom, let to = area.validTo, to <= from {
            throw row.fault(validTo, "it ends before it begins")
        }
        if !area.successors.isEmpty, area.validTo == nil {
            throw row.fault(successors, "an area without an end (validTo) has no successors")
        }
        if area.successors.contains(where: { $0.level != level }) {
            throw row.fault(successors, "successors of a \(level.rawValue) have \(level.digits) digits too")
        }
    }

    /// Whole seconds, so that the same line again says the same as the store.
    private static func second(_ row: TableRow, _ column: TableColumn, _ zone: TimeZone) throws(TableFault) -> Date? {
        try TableWords.date(row, column, zone: zone).map {
            Date(timeIntervalSinceReferenceDate: $0.timeIntervalSinceReferenceDate.rounded())
        }
    }

    private static func codes(
        _ row: TableRow, _ column: TableColumn, _ expected: String
    ) throws(TableFault) -> [AreaCode] {
        guard let text = row.optional(column) else { return [] }
        var found: [AreaCode] = []
        for word in text.split(whereSeparator: { ";\u{FF1B} ".contains($0) }) {
            guard let code = AreaCode(word) else {
                throw row.fault(column, "expected \(expected) with semicolons between them")
            }
            found.append(code)
        }
        return found
    }
}

extension AreaProblem {
    /// The column that is meant.
    package var column: TableColumn {
        switch field {
        case .code: AreaRow.code
        case .neighbours: AreaRow.neighbours
        case .validFrom: AreaRow.validFrom
        case .validTo: AreaRow.validTo
        case .successors: AreaRow.successors
        }
    }
}
