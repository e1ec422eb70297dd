import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// What differs between the tables.
struct ImportKind<Row: Sendable, Key: Hashable> {
    /// One line, checked against what is known.
    let read: (TableRow) throws(TableFault) -> Row
    /// By what two lines are the same thing.
    let key: (Row) -> Key
    let keyColumn: TableColumn
    let chunk: ([Row]) -> TerritoryImport.Chunk
}

/// One import: read and check every line, then save the good ones in chunks, each in a transaction of its own. Stopped
/// in the middle, the same command goes on: what is saved is renewed with the same.
struct ImportRun {
    static let chunk = 5_000
    /// Bad lines that are named one by one.
    static let namedFaults = 50

    let options: ImportOptions
    /// What the lines are, in the plural.
    let name: String
    let columns: [TableColumn]
    let context: CommandContext

    init(_ options: ImportOptions, _ name: String, columns: [TableColumn]) throws {
        self.options = options
        self.name = name
        self.columns = columns
        context = try CommandContext()
    }

    func areas() async throws {
        let known = try await knownAreas()
        // Of the file itself too: areas may come in any order.
        var codes = known
        var reader = try table(AreaRow.init).open()
        while let line = try reader.next() {
            if case .success(let row) = line.row { codes.insert(row.code) }
        }
        let all = codes
        try await run(
            ImportKind(
                read: { line throws(TableFault) in
                    let row = try AreaRow(line)
                    try Self.check(row, line, all)
                    return row
                }, key: \.code, keyColumn: AreaRow.code, chunk: { .areas($0.map(\.area)) }))
        if !options.dryRun { try await neighbours() }
    }

    func officers() async throws {
        let (known, zone) = (try await knownAreas(), context.settings.territoryZone)
        try await run(
            ImportKind(
                read: { line throws(TableFault) in
                    let row = try OfficerRow(line, zone: zone)
                    try Self.require(row.area, known, line, OfficerRow.area)
                    return row
                }, key: { "\($0.id) \($0.role.rawValue) \($0.area)" }, keyColumn: OfficerRow.role,
                chunk: { .posts($0.map(\.post)) }))
    }

    func households() async throws {
        let known = try await knownAreas()
        try await run(
            ImportKind(
                read: { line throws(TableFault) in
                    let row = try HouseholdRow(line)
                    try Self.require(row.area, known, line, HouseholdRow.area)
                    return row
                }, key: \.id, keyColumn: HouseholdRow.id, chunk: { .households($0.map(\.household)) }))
    }

    func rentals() async throws {
        let (known, zone) = (try await knownAreas(), context.settings.territoryZone)
        let now = try await context.clock().now()
        try await run(
            ImportKind(
                read: { line throws(TableFault) in
                    let row = try RentalRow(line, zone: zone)
                    try Self.require(row.details.area, known, line, RentalRow.area)
                    return row
                }, key: \.code, keyColumn: RentalRow.code,
                chunk: { .rentals($0.map { $0.rental(registeredAt: now) }) }))
    }

    // MARK: - The steps of each

    private func knownAreas() async throws -> Set<AreaCode> {
        try await context.waitForDatabase()
        return try await context.pool.load(TerritoryImport.areaCodes())
    }

    private static func check(_ row: AreaRow, _ line: TableRow, _ all: Set<AreaCode>) throws(TableFault) {
        if let above = row.code.path.dropFirst().first, !all.contains(above) {
            throw line.fault(AreaRow.code, "there is no \(above.level.rawValue) \(above)")
        }
        if let other = row.neighbours.first(where: { !all.contains($0) }) {
            throw line.fault(AreaRow.neighbours, "there is no grid \(other)")
        }
    }

    private static func require(
        _ area: AreaCode, _ known: Set<AreaCode>, _ line: TableRow, _ column: TableColumn
    ) throws(TableFault) {
        guard known.contains(area) else {
            throw line.fault(column, "there is no \(area.level.rawValue) \(area): import areas first")
        }
    }

    private func table<Row: Sendable>(_ read: @escaping (TableRow) throws(TableFault) -> Row) -> ImportTable<Row> {
        ImportTable(
            file: options.file, columns: columns, encoding: options.encoding.flatMap { TextEncoding(charset: $0) },
            read: read)
    }

    private func run<Row: Sendable, Key: Hashable>(_ kind: ImportKind<Row, Key>) async throws {
        let person = options.dryRun ? "" : try context.person()
        let table = table(kind.read)
        let report = try ImportReport(table, kind: name, key: kind.key, kind.keyColumn)
        report.print(json: options.output.json)
        guard report.faults == 0 || options.skipBad else { throw CommandExit(code: .usage) }
        if options.dryRun { return }
        try await ImportSaving(context: context, kind: name, person: person, because: options.because ?? "")
            .save(table, good: report.good, skipping: report.badLines, kind.chunk)
    }

    /// Once all areas are there.
    private func neighbours() async throws {
        var rows: [TerritoryImport.Area] = []
        var reader = try table(AreaRow.init).open()
        while let line = try reader.next() {
            if case .success(let row) = line.row, !row.neighbours.isEmpty { rows.append(row.area) }
        }
        for first in stride(from: 0, to: rows.count, by: Self.chunk) {
            let chunk = Array(rows[first..<min(first + Self.chunk, rows.count)])
            _ = try await context.pool.query(TerritoryImport.save(neighboursOf: chunk))
        }
    }
}

extension AreaRow {
    fileprivate var area: TerritoryImport.Area {
        TerritoryImport.Area(code: code, name: name, isDedicated: isDedicated, neighbours: neighbours)
    }
}

extension OfficerRow {
    fileprivate var post: TerritoryImport.Post {
        TerritoryImport.Post(
            officer: id, name: name, phone: phone, role: role, area: area, since: since, until: until)
    }
}

extension RentalRow {
    fileprivate func rental(registeredAt now: Date) -> Rental {
        Rental(code: code, details: details, stage: .registered, registeredAt: registeredAt ?? now)
    }
}

extension HouseholdRow {
    fileprivate var household: TerritoryImport.Household {
        TerritoryImport.Household(
            id: id, area: area, address: address, head: head, phone: phone, isNewcomer: isNewcomer)
    }
}
