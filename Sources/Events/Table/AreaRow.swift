package import Domain

/// One line of a table of areas: districts to units, in any order.
package struct AreaRow: Sendable, Equatable {
    package static let code = TableColumn("code", "编码")
    package static let name = TableColumn("name", "名称")
    package static let dedicated = TableColumn("dedicated", "专属网格", isRequired: false)
    package static let neighbours = TableColumn("neighbours", "相邻网格", isRequired: false)
    package static let columns = [code, name, dedicated, neighbours]

    package let code: AreaCode
    package let name: String
    /// A mall, a school, a market: a grid where nobody lives. [R3]
    package let isDedicated: Bool
    /// Grids whose officers stand in here, separated by semicolons. [R4, A/B roles]
    package let neighbours: [AreaCode]

    package init(_ row: TableRow) throws(TableFault) {
        code = try row.value(Self.code, TableWords.areaCode) { AreaCode($0) }
        name = try row.text(Self.name)
        isDedicated = try TableWords.flag(row, Self.dedicated)
        neighbours = try Self.neighbours(row)
        if isDedicated, code.level != .grid { throw row.fault(Self.dedicated, "only a grid can be dedicated") }
        if !neighbours.isEmpty, code.level != .grid { throw row.fault(Self.neighbours, "only grids have neighbours") }
    }

    private static func neighbours(_ row: TableRow) throws(TableFault) -> [AreaCode] {
        guard let text = row.optional(neighbours) else { return [] }
        var found: [AreaCode] = []
        for word in text.split(whereSeparator: { ";; ".contains($0) }) {
            guard let code = AreaCode(word), code.level == .grid else {
                throw row.fault(neighbours, "expected codes of grids (15 digits) with semicolons between them")
            }
            found.append(code)
        }
        return found
    }
}
