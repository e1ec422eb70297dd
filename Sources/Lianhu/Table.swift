/// Rows under headings, aligned by the columns that characters really take.
struct Table {
    private let headings: [String]
    /// Which columns hold numbers and are aligned to the right.
    private let numbers: Set<Int>
    /// Which columns are red in an alarming row.
    private let alarms: Set<Int>
    private(set) var rows: [[String]] = []
    private var alarming: Set<Int> = []

    init(_ headings: [String], numbers: Set<Int> = [], alarms: Set<Int> = []) {
        self.headings = headings
        self.numbers = numbers
        self.alarms = alarms
    }

    mutating func add(_ cells: String...) { add(cells: cells) }

    mutating func add(cells: [String], isAlarming: Bool = false) {
        if isAlarming { alarming.insert(rows.count) }
        rows.append(cells.map(\.plain))
    }

    /// The lines; on a terminal the last column fits what is left: cut, or continued below itself.
    func lines(width: Int? = Terminal.width, wrapped: Bool = false) -> [String] {
        let widths = headings.indices.map { column in
            ([headings] + rows).map { $0[column].columns }.max() ?? 0
        }
        let first = widths.dropLast().reduce(0) { $0 + $1 + Self.gap }
        let room = width.map { max(6, $0 - first) }
        var lines = [Terminal.bold(line(headings, widths, room))]
        for (index, row) in rows.enumerated() {
            let pieces = wrapped ? room.map { (row.last ?? "").wrapped(to: $0) } : nil
            let cells = pieces.map { Array(row.dropLast()) + [$0.first ?? ""] } ?? row
            lines.append(line(cells, widths, room, isAlarming: alarming.contains(index)))
            lines += (pieces ?? []).dropFirst().map { String(repeating: " ", count: first) + $0 }
        }
        return lines
    }

    func print(wrapped: Bool = false) {
        for line in lines(wrapped: wrapped) { Swift.print(line) }
    }

    private static let gap = 2

    private func line(_ cells: [String], _ widths: [Int], _ room: Int?, isAlarming: Bool = false) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let isLast = column == cells.count - 1
            let isNumber = numbers.contains(column)
            var text = isLast ? room.map { cell.cut(to: $0) } ?? cell : cell
            if !isLast || isNumber { text = text.padded(to: widths[column], right: isNumber) }
            line += isAlarming && alarms.contains(column) ? Terminal.red(text) : text
            if !isLast { line += String(repeating: " ", count: Self.gap) }
        }
        return line
    }
}
