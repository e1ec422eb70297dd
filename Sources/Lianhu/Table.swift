/// Rows under headings, aligned by the columns that characters really take.
struct Table {
    private let headings: [String]
    /// Which columns hold numbers and are aligned to the right.
    private let numbers: Set<Int>
    private(set) var rows: [[String]] = []

    init(_ headings: [String], numbers: Set<Int> = []) {
        self.headings = headings
        self.numbers = numbers
    }

    mutating func add(_ cells: String...) { rows.append(cells.map(\.plain)) }

    /// The lines; on a terminal the last column is cut to fit.
    func lines(width: Int? = Terminal.width) -> [String] {
        let widths = headings.indices.map { column in
            ([headings] + rows).map { $0[column].columns }.max() ?? 0
        }
        return [Terminal.bold(line(headings, widths, width))] + rows.map { line($0, widths, width) }
    }

    func print() {
        for line in lines() { Swift.print(line) }
    }

    private func line(_ cells: [String], _ widths: [Int], _ width: Int?) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let isLast = column == cells.count - 1
            let room = width.map { max(8, $0 - line.columns) }
            let text = isLast ? room.map { cell.cut(to: $0) } ?? cell : cell
            let isNumber = numbers.contains(column)
            let filled = isLast && !isNumber ? text : text.padded(to: widths[column], right: isNumber)
            line += isLast ? filled : filled + "  "
        }
        return line
    }
}
