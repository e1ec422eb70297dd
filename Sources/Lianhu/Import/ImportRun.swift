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
    /// What a line says of something that other lines may contradict.
    var claims: (Row) -> [ImportClaim] = { _ in [] }
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
        if !options.dryRun { _ = try context.person() }
    }

    func officers() async throws {
        let now = try await begin()
        let (known, zone) = (try await knownAreas(at: now), context.settings.territoryZone)
        let hours = try await context.pool.load(OfficerStore.hours())
        try await run(
            ImportKind(
                read: { line throws(TableFault) in
                    let posting = try OfficerRow.read(line, zone: zone, hours: hours)
                    try Self.require(posting.area, known, line, OfficerRow.area)
                    return posting
                }, key: { "\($0.officer) \($0.role.rawValue) \($0.area)" }, keyColumn: OfficerRow.role,
                chunk: { .posts($0) }, claims: { [ImportClaim(hoursOf: $0)] }), at: now)
    }

    func households() async throws {
        let now = try await begin()
        let known = try await knownAreas(at: now)
        try await run(
            ImportKind(
                read: { line throws(TableFault) in
                    let household = try HouseholdRow.read(line)
                    try Self.require(household.area, known, line, HouseholdRow.area)
                    return household
                }, key: \.id, keyColumn: HouseholdRow.id, chunk: { .households($0) }), at: now)
        if !options.dryRun { try await warnOfUnplaced(at: now) }
    }

    func rentals() async throws {
        let now = try await begin()
        let (known, zone) = (try await knownAreas(at: now), context.settings.territoryZone)
        try await run(
            ImportKind(
                read: { line throws(TableFault) in
                    let row = try RentalRow(line, zone: zone)
                    try Self.require(row.details.area, known, line, RentalRow.area)
                    return row
                }, key: \.code, keyColumn: RentalRow.code,
                chunk: { .rentals($0.map { $0.rental(registeredAt: now) }) }), at: now)
    }

    func devices() async throws {
        let now = try await begin()
        let (known, sources) = (try await knownAreas(at: now), try await context.pool.load(SourceStore.all()))
        try await run(
            ImportKind(
                read: { line throws(TableFault) in
                    let device = try DeviceRow.read(line)
                    try Self.require(device.area, known, line, DeviceRow.area)
                    guard sources[device.source] != nil else {
                        throw line.fault(DeviceRow.source, "there is no source of this name: lianhu source add")
                    }
                    return device
                }, key: { Device.Key(source: $0.source, id: $0.id) }, keyColumn: DeviceRow.id,
                chunk: { .devices($0) }), at: now)
    }

    // MARK: - The steps of each

    /// When all of it comes into force: now, unless the table is for another day.
    func begin() async throws -> Date {
        try await context.waitForDatabase()
        guard let day = options.on else { return try await context.clock().now() }
        guard let start = TableDate.read(day, zone: context.settings.territoryZone) else {
            throw CommandFailure(.usage, "--on takes a day such as 2026-07-01, one that there is")
        }
        return start
    }

    func knownAreas(at now: Date) async throws -> Set<AreaCode> {
        try await context.pool.load(AreaStore.codes(at: now))
    }

    static func require(
        _ area: AreaCode, _ known: Set<AreaCode>, _ line: TableRow, _ column: TableColumn
    ) throws(TableFault) {
        guard known.contains(area) else {
            throw line.fault(column, "there is no \(area.level.rawValue) \(area): import areas first")
        }
    }

    func table<Row: Sendable>(_ read: @escaping (TableRow) throws(TableFault) -> Row) -> ImportTable<Row> {
        ImportTable(
            file: options.file, columns: columns, encoding: options.encoding.flatMap { TextEncoding(charset: $0) },
            read: read)
    }

    func run<Row: Sendable, Key: Hashable>(_ kind: ImportKind<Row, Key>, at now: Date) async throws {
        let table = table(kind.read)
        let report = try ImportReport(table, kind: name, key: kind.key, kind.keyColumn, claims: kind.claims)
        report.print(json: options.output.json)
        guard report.faults == 0 || options.skipBad else { throw CommandExit(code: .usage) }
        if options.dryRun { return }
        let saving = try ImportSaving(self, report, at: now)
        try await saving.save(table, kind.chunk)
        // Into an area whose end is known already, they came for as long as it is there.
        try await saving.commit(audited: false) { try await AreaMoves.settle(in: $0) }
    }

    /// Households that no table has placed since their area ended.
    func warnOfUnplaced(at now: Date) async throws {
        let unplaced = try await context.pool.load(AreaEffects.unplaced(at: now))
        for (code, households) in unplaced.prefix(Self.namedFaults) {
            Terminal.note(
                "households that still belong to \(code), which has ended: \(households); import households")
        }
        if unplaced.count > Self.namedFaults {
            Terminal.note("… and those of \(unplaced.count - Self.namedFaults) more areas")
        }
    }
}

extension RentalRow {
    fileprivate func rental(registeredAt now: Date) -> Rental {
        Rental(code: code, details: details, stage: .registered, registeredAt: registeredAt ?? now)
    }
}
