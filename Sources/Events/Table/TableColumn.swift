/// A column of a table that people keep, by the headings under which it is known; told apart by its name alone.
package struct TableColumn: Sendable, Hashable {
    /// As `lianhu import --help` lists it.
    package let name: String
    /// 中文表头.
    package let chinese: String
    /// Whether every table of its kind must have it.
    package let isRequired: Bool

    package init(_ name: String, _ chinese: String, isRequired: Bool = true) {
        self.name = name
        self.chinese = chinese
        self.isRequired = isRequired
    }

    package static func == (left: TableColumn, right: TableColumn) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Spaces around it and the case of Latin letters are no difference.
    package func isMeant(by heading: String) -> Bool {
        let word = heading.trimmed
        return word == chinese || word.lowercased() == name.lowercased()
    }
}

/// Which columns a table has, and where.
package struct TableHeading: Sendable {
    private let places: [TableColumn: Int]
    package let count: Int

    /// Throws ``TableFault`` for a heading that is unknown or twice there, and for a required column that is missing.
    package init(_ record: CSVRecord, columns: [TableColumn]) throws(TableFault) {
        if let fault = record.fault { throw TableFault(line: record.line, column: nil, reason: fault) }
        var places: [TableColumn: Int] = [:]
        for (place, heading) in record.fields.enumerated() {
            guard let column = columns.first(where: { $0.isMeant(by: heading) }) else {
                let known = columns.map { "\($0.name) (\($0.chinese))" }.joined(separator: ", ")
                throw TableFault(
                    line: record.line, column: nil,
                    reason: "there is no column '\(heading.prefix(40))'; the columns are \(known)")
            }
            guard places.updateValue(place, forKey: column) == nil else {
                throw TableFault(line: record.line, column: column.name, reason: "this column is there twice")
            }
        }
        if let missing = columns.first(where: { $0.isRequired && places[$0] == nil }) {
            throw TableFault(
                line: record.line, column: missing.name, reason: "this column (\(missing.chinese)) is missing")
        }
        self.places = places
        count = record.fields.count
    }

    func place(of column: TableColumn) -> Int? { places[column] }
}

/// One line under its heading.
package struct TableRow: Sendable {
    package let line: Int
    private let fields: [String]
    private let heading: TableHeading

    /// Throws ``TableFault`` for a line that cannot be read or has another number of columns than the heading.
    package init(_ record: CSVRecord, under heading: TableHeading) throws(TableFault) {
        if let fault = record.fault { throw TableFault(line: record.line, column: nil, reason: fault) }
        guard record.fields.count == heading.count else {
            throw TableFault(
                line: record.line, column: nil,
                reason: "\(record.fields.count) columns instead of the heading's \(heading.count)")
        }
        (line, fields, self.heading) = (record.line, record.fields, heading)
    }

    /// Whether the table has this column at all.
    package func has(_ column: TableColumn) -> Bool { heading.place(of: column) != nil }

    /// The trimmed text; nil where the column is missing or empty.
    package func optional(_ column: TableColumn) -> String? {
        guard let place = heading.place(of: column) else { return nil }
        let text = fields[place].trimmed
        return text.isEmpty ? nil : text
    }

    /// The same; throws where it is empty.
    package func text(_ column: TableColumn, atMost limit: Int = 200) throws(TableFault) -> String {
        guard let text = optional(column) else { throw fault(column, "it is empty") }
        guard text.utf8.count <= limit || text.unicodeScalars.count <= limit else {
            throw fault(column, "more than \(limit) characters")
        }
        guard !text.utf8.contains(0) else { throw fault(column, "it holds a NUL character") }
        return text
    }

    /// What `read` makes of the text. Its `expected` is said where that is nothing; the text itself is not, as it may
    /// be personal.
    package func value<Value>(
        _ column: TableColumn, _ expected: String, _ read: (String) -> Value?
    ) throws(TableFault) -> Value {
        guard let value = read(try text(column)) else { throw fault(column, "expected \(expected)") }
        return value
    }

    /// A fault of this line.
    package func fault(_ column: TableColumn, _ reason: String) -> TableFault {
        TableFault(line: line, column: column.name, reason: reason)
    }
}

extension String {
    /// Without blanks at its ends, the ideographic one included.
    fileprivate var trimmed: String {
        if let first = utf8.first, let last = utf8.last, 0x21...0x7E ~= first, 0x21...0x7E ~= last { return self }
        var rest = unicodeScalars[...]
        while let first = rest.first, first.isBlank { rest.removeFirst() }
        while let last = rest.last, last.isBlank { rest.removeLast() }
        return String(rest)
    }
}

extension Unicode.Scalar {
    /// Controls and the blanks that people's tables hold; the standard's own list takes ten times as long to ask.
    fileprivate var isBlank: Bool {
        value <= 0x20 || value == 0x3000 || value == 0xA0 || 0x2000...0x200B ~= value || value == 0xFEFF
    }
}
