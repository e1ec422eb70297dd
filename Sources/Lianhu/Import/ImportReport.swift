import Events
import Fleet

/// What a file holds: read once, before anything is saved.
struct ImportReport {
    private(set) var good = 0
    private(set) var badLines: Set<Int> = []
    private var named: [TableFault] = []
    private let kind: String

    var faults: Int { badLines.count }

    /// - Parameter key: by what two lines are the same thing; the second is a fault.
    init<Row: Sendable, Key: Hashable>(
        _ table: ImportTable<Row>, kind: String, key: (Row) -> Key, _ keyColumn: TableColumn
    ) throws {
        self.kind = kind
        var lines: [Key: Int] = [:]
        do {
            var reader = try table.open()
            while let line = try reader.next() {
                switch line.row {
                case .success(let row):
                    if let first = lines.updateValue(line.number, forKey: key(row)) {
                        add(TableFault(line: line.number, column: keyColumn.name, reason: "the same as line \(first)"))
                    } else {
                        good += 1
                    }
                case .failure(let fault): add(fault)
                }
                if line.number % 10_000 == 0 { Terminal.progress("checking \(kind): \(Int(reader.share * 100)) %") }
            }
        } catch let fault as TableFault {
            // Behind this place nothing can be read: no line of the file is to be trusted.
            Terminal.endProgress()
            throw CommandFailure(.usage, "\(table.file), \(fault)")
        }
        Terminal.endProgress()
    }

    private mutating func add(_ fault: TableFault) {
        badLines.insert(fault.line)
        if named.count < ImportRun.namedFaults { named.append(fault) }
    }

    func print(json: Bool) {
        guard json else {
            for fault in named { Terminal.note("\(fault)") }
            if faults > named.count { Terminal.note("… and \(faults - named.count) more bad lines") }
            return Swift.print("\(kind): \(good) good lines, \(faults) bad")
        }
        Terminal.print(
            json: [
                "kind": .string(kind), "good": .int(Int64(good)), "bad": .int(Int64(faults)),
                "faults": .array(
                    named.map { fault in
                        [
                            "line": .int(Int64(fault.line)), "column": fault.column.map(JSON.string) ?? .null,
                            "reason": .string(fault.reason),
                        ]
                    }),
            ])
    }
}
