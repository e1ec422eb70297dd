/// What is wrong with one line of a table that people keep.
package struct TableFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// Counted from 1, the heading included.
    package let line: Int
    /// As the table's heading calls it; nil where the whole line is meant.
    package let column: String?
    /// What was expected, and what stood there; without personal data.
    package let reason: String

    package init(line: Int, column: String?, reason: String) {
        self.line = line
        self.column = column
        self.reason = reason
    }

    package var description: String { "line \(line)\(column.map { ", \($0)" } ?? ""): \(reason)" }
}
