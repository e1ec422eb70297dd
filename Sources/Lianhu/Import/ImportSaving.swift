import Events
import Fleet
import Foundation
import Postgres
import Store

/// Saves a checked file, with progress; waits out an outage of the database.
struct ImportSaving {
    let context: CommandContext
    let kind: String
    let person: String
    let because: String
    /// Good and bad lines, for the audit.
    let good: Int
    let bad: Set<Int>
    let now: Date
    private let start = ContinuousClock.now

    /// - Parameter now: when it comes into force.
    init(_ run: ImportRun, _ report: ImportReport, at now: Date) throws {
        (context, kind, because) = (run.context, run.name, run.options.because ?? "")
        (person, good, bad, self.now) = (try run.context.person(), report.good, report.badLines, now)
    }

    /// In chunks, each in a transaction of its own.
    func save<Row: Sendable>(
        _ table: ImportTable<Row>, _ chunk: ([Row]) -> TerritoryImport.Chunk
    ) async throws {
        var (rows, saved) = ([Row](), 0)
        var reader = try table.open()
        while let line = try reader.next() {
            guard !bad.contains(line.number), case .success(let row) = line.row else { continue }
            rows.append(row)
            if rows.count == ImportRun.chunk {
                try await commit(chunk(rows), first: saved == 0)
                saved += rows.count
                rows.removeAll(keepingCapacity: true)
                progress(saved)
            }
        }
        if !rows.isEmpty { try await commit(chunk(rows), first: saved == 0) }
        end(saved + rows.count)
    }

    private func commit(_ chunk: TerritoryImport.Chunk, first: Bool) async throws {
        try await commit(audited: first) { $0.atCommit(chunk.statements(at: now)) }
    }

    /// The same again must change nothing: it is tried again whatever became of it; the audit may then have its row
    /// twice.
    /// - Parameter audited: nothing is saved without the audit's row, which comes with the first.
    func commit(audited: Bool, _ save: (PostgresTransaction) async throws -> Void) async throws {
        while true {
            do {
                let today = audited ? try await context.clock().now() : now
                return try await context.pool.transaction { transaction in
                    try await save(transaction)
                    if audited { record(in: transaction, at: today) }
                }
            } catch let error as PostgresError where error.isOutage || error.kind == .commitUnknown {
                Terminal.endProgress()
                try await context.waitForDatabase()
            }
        }
    }

    private func record(in transaction: PostgresTransaction, at today: Date) {
        let counts: JSON = ["kind": .string(kind), "lines": .int(Int64(good)), "skipped": .int(Int64(bad.count))]
        transaction.atCommit([
            AuditStore.record(
                at: today, operator: person, action: "import", because: because, details: JSONText(counts.bytes))
        ])
    }

    private func progress(_ saved: Int) {
        let rate = Double(saved) / max((ContinuousClock.now - start) / .seconds(1), 0.001)
        let left = Int(Double(good - saved) / max(rate, 1))
        Terminal.progress("\(saved) of \(good) \(kind), \(Int(rate)) a second, \(left) s left")
    }

    func end(_ saved: Int) {
        Terminal.endProgress()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        Terminal.note("saved \(saved) \(kind) in " + String(format: "%.1f s", seconds))
    }
}
