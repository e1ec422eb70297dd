import Events
import Fleet
import Foundation

/// A file of rows under a heading.
struct ImportTable<Row: Sendable> {
    let file: String
    let columns: [TableColumn]
    let encoding: TextEncoding?
    let read: (TableRow) throws(TableFault) -> Row

    func open() throws -> ImportReader<Row> { try ImportReader(self) }

    /// The columns as help lists them.
    static func columnHelp(_ columns: [TableColumn]) -> String {
        "COLUMNS\n"
            + columns.map { "  \($0.name) (\($0.chinese))\($0.isRequired ? "" : ", optional")" }.joined(separator: "\n")
    }
}

/// A line of a file: its row, or what is wrong with it.
struct ImportLine<Row: Sendable> {
    let number: Int
    let row: Result<Row, TableFault>
}

/// Reads a table in pieces, so that one of millions takes no memory of its size.
struct ImportReader<Row: Sendable> {
    private static var pieceBytes: Int { 1 << 20 }

    private let table: ImportTable<Row>
    private let handle: FileHandle
    private let size: Double
    private var done = 0.0
    private var text: TableText
    private var parser = CSVParser()
    private var heading: TableHeading?
    private var records: [CSVRecord] = []
    private var place = 0
    private var isAtEnd = false

    init(_ table: ImportTable<Row>) throws {
        self.table = table
        guard let handle = FileHandle(forReadingAtPath: table.file) else {
            throw CommandFailure(.usage, "cannot read \(table.file): is it there, and may you read it?")
        }
        self.handle = handle
        size = Double((try? handle.seekToEnd()) ?? 0)
        try? handle.seek(toOffset: 0)
        text = TableText(encoding: table.encoding)
    }

    /// How much of the file has been read, from 0 to 1.
    var share: Double { size > 0 ? min(done / size, 1) : 1 }

    /// The next line under the heading; nil at the end.
    /// Throws ``TableFault`` where the heading or the bytes cannot be read: then nothing behind that place can be.
    mutating func next() throws -> ImportLine<Row>? {
        while true {
            while place == records.count {
                if isAtEnd {
                    if heading == nil { throw empty }
                    return nil
                }
                try readPiece()
            }
            let record = records[place]
            place += 1
            if let heading { return ImportLine(number: record.line, row: row(record, heading)) }
            heading = try TableHeading(record, columns: table.columns)
        }
    }

    private mutating func readPiece() throws {
        place = 0
        guard let piece = try handle.read(upToCount: Self.pieceBytes), !piece.isEmpty else {
            isAtEnd = true
            records = parser.read(try text.finish()) + [parser.finish()].compactMap(\.self)
            return
        }
        done += Double(piece.count)
        records = parser.read(try text.take([UInt8](piece)))
    }

    private func row(_ record: CSVRecord, _ heading: TableHeading) -> Result<Row, TableFault> {
        do throws(TableFault) {
            return .success(try table.read(try TableRow(record, under: heading)))
        } catch {
            return .failure(error)
        }
    }

    private var empty: TableFault {
        TableFault(line: 1, column: nil, reason: "the file is empty: its first line must name the columns")
    }
}
