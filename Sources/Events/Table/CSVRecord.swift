/// One record of a comma-separated file.
package struct CSVRecord: Sendable, Equatable {
    /// Where it begins, counted from 1.
    package let line: Int
    package let fields: [String]
    /// Why it cannot be read as written; nil for a sound one.
    package let fault: String?

    package init(line: Int, fields: [String], fault: String? = nil) {
        self.line = line
        self.fields = fields
        self.fault = fault
    }
}
