import Events
import Fleet

/// What a file holds: read once, before anything is saved.
struct ImportReport {
    private(set) var good = 0
    private(set) var badLines: Set<Int> = []
    private var named: [TableFault] = []
    private let kind: String

    var faults: Int { badLines.count }

    /// - Parameters:
    ///   - key: by what two lines are the same thing; the second is a fault.
    ///   - claims: what two lines may not say differently; the second is a fault.
    init<Row: Sendable, Key: Hashable>(
        _ table: ImportTable<Row>, kind: String, key: (Row) -> Key, _ keyColumn: TableColumn,
        claims: (Row) -> [ImportClaim]
    ) throws {
        self.kind = kind
        var lines: [Key: Int] = [:]
        var claimed: [String: (line: Int, value: String)] = [:]
        do {
            var reader = try table.open()
            while let line = try reader.next() {
                switch line.row {
                case .success(let row):
                    if let first = lines.updateValue(line.number, forKey: key(row)) {
                        add(TableFault(line: line.number, column: keyColumn.name, reason: "the same as line \(first)"))
                    } else if let fault = Self.contradiction(claims(row), line.number, &claimed) {
                        add(fault)
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

    /// Nil, and kept for the lines to come, where no earlier line says otherwise.
    private static func contradiction(
        _ claims: [ImportClaim], _ line: Int, _ claimed: inout [String: (line: Int, value: String)]
    ) -> TableFault? {
        for claim in claims {
            guard let other = claimed[claim.subject], other.value != claim.value else { continue }
            return TableFault(line: line, column: claim.column.name, reason: claim.reason(other.line))
        }
        for claim in claims { claimed[claim.subject] = claimed[claim.subject] ?? (line, claim.value) }
        return nil
    }

    /// Of lines that are all in memory.
    init(kind: String, good: Int, faults: [TableFault]) {
        self.kind = kind
        self.good = good
        for fault in faults.sorted(by: { $0.line < $1.line }) { add(fault) }
    }

    private mutating func add(_ fault: TableFault) {
        badLines.insert(fault.line)
        if named.count < ImportRun.namedFaults { named.append(fault) }
    }

    /// - Parameter more: further members of the JSON.
    func print(json: Bool, _ more: JSONObject = JSONObject()) {
        guard json else {
            for fault in named { Terminal.note("\(fault)") }
            if faults > named.count { Terminal.note("… and \(faults - named.count) more bad lines") }
            return Swift.print("\(kind): \(good) good lines, \(faults) bad")
        }
        var members = JSONObject()
        members["kind"] = .string(kind)
        members["good"] = .int(Int64(good))
        members["bad"] = .int(Int64(faults))
        members["faults"] = .array(named.map(Self.json))
        for member in more { members[member.key] = member.value }
        Terminal.print(json: .object(members))
    }

    private static func json(_ fault: TableFault) -> JSON {
        [
            "line": .int(Int64(fault.line)), "column": fault.column.map(JSON.string) ?? .null,
            "reason": .string(fault.reason),
        ]
    }
}
