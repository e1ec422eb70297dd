import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu import areas`: all of a table at once, because a reform is whole or it is not: what ends, what takes its
/// place, and who moves.
struct AreaImport {
    private typealias Line = (number: Int, area: Area)

    private let run: ImportRun
    private let known: [KnownArea]
    private let now: Date

    init(_ run: ImportRun) async throws {
        self.run = run
        if run.options.on != nil {
            throw CommandFailure(.usage, "areas have their days in the table: validFrom, validTo")
        }
        now = try await run.begin()
        known = try await run.context.pool.load(AreaStore.known())
    }

    func perform() async throws {
        var faults: [TableFault] = []
        var lines = unique(try read(&faults), &faults)
        var reform = AreaReform(known, lines.map(\.area), at: now)
        // Lines that are passed over must not be counted upon by others.
        while case let bad = problems(lines, reform), !bad.isEmpty {
            faults += bad
            let numbers = Set(bad.map(\.line))
            lines.removeAll { numbers.contains($0.number) }
            reform = AreaReform(known, lines.map(\.area), at: now)
            if !run.options.skipBad { break }
        }
        let report = ImportReport(kind: run.name, good: lines.count, faults: faults)
        let changes = reform.changes(lines.map(\.area))
        let effects = ReformReport(try await run.context.pool.load(AreaEffects.load(changes)))
        report.print(json: run.options.output.json, effects.json)
        if !run.options.output.json { effects.print() }
        guard report.faults == 0 || run.options.skipBad else { throw CommandExit(code: .usage) }
        if !run.options.dryRun { try await save(changes, report) }
    }

    private func read(_ faults: inout [TableFault]) throws -> [Line] {
        let zone = run.context.settings.territoryZone
        var lines: [Line] = []
        do {
            var reader = try run.table { line throws(TableFault) in try AreaRow.read(line, zone: zone) }.open()
            while let line = try reader.next() {
                switch line.row {
                case .success(let area): lines.append((line.number, area))
                case .failure(let fault): faults.append(fault)
                }
            }
        } catch let fault as TableFault {
            // Behind this place nothing can be read: no line of the file is to be trusted.
            throw CommandFailure(.usage, "\(run.options.file), \(fault)")
        }
        return lines
    }

    /// A code may be there twice, with the day on which it begins to mean another area.
    private func unique(_ lines: [Line], _ faults: inout [TableFault]) -> [Line] {
        var first: [String: Int] = [:]
        return lines.filter { line in
            let key = "\(line.area.code) \(line.area.validFrom.map(\.description) ?? "")"
            guard let other = first[key] else {
                first[key] = line.number
                return true
            }
            faults.append(TableFault(line: line.number, column: AreaRow.code.name, reason: "the same as line \(other)"))
            return false
        }
    }

    private func problems(_ lines: [Line], _ reform: AreaReform) -> [TableFault] {
        lines.compactMap { line in
            reform.problem(of: line.area).map {
                TableFault(line: line.number, column: $0.column.name, reason: $0.reason)
            }
        }
    }

    private func save(_ changes: [AreaChange], _ report: ImportReport) async throws {
        let saving = try ImportSaving(run, report, at: now)
        try await saving.commit(audited: true) { transaction in
            _ = try await transaction.pipeline(AreaStore.save(changes))
            try await AreaMoves.settle(in: transaction)
        }
        saving.end(changes.count)
        try await run.warnOfUnplaced(at: now)
    }
}
