import Events
import Fleet
import Foundation
import Postgres
import Store

/// Saves a checked file in chunks, with progress; waits out an outage of the database between them.
struct ImportSaving {
    let context: CommandContext
    let kind: String
    let person: String
    let because: String

    func save<Row: Sendable>(
        _ table: ImportTable<Row>, good: Int, skipping bad: Set<Int>, _ chunk: ([Row]) -> TerritoryImport.Chunk
    ) async throws {
        let (start, now) = (ContinuousClock.now, try await context.clock().now())
        let counts: JSON = ["kind": .string(kind), "lines": .int(Int64(good)), "skipped": .int(Int64(bad.count))]
        var (rows, saved) = ([Row](), 0)
        var reader = try table.open()
        while let line = try reader.next() {
            guard !bad.contains(line.number), case .success(let row) = line.row else { continue }
            rows.append(row)
            if rows.count == ImportRun.chunk {
                try await commit(chunk(rows), at: now, first: saved == 0 ? counts : nil)
                saved += rows.count
                rows.removeAll(keepingCapacity: true)
                progress(saved, of: good, since: start)
            }
        }
        if !rows.isEmpty { try await commit(chunk(rows), at: now, first: saved == 0 ? counts : nil) }
        saved += rows.count
        Terminal.endProgress()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        Terminal.note("saved \(saved) \(kind) in " + String(format: "%.1f s", seconds))
    }

    /// The same chunk again changes nothing, so that it may be tried again whatever became of it; the audit may then have
    /// its row twice.
    /// - Parameter first: what the audit keeps, with the first chunk: nothing is saved without it.
    private func commit(_ chunk: TerritoryImport.Chunk, at now: Date, first counts: JSON?) async throws {
        while true {
            do {
                return try await context.pool.transaction { transaction in
                    transaction.atCommit(chunk.statements(at: now))
                    guard let counts else { return }
                    transaction.atCommit([
                        AuditStore.record(
                            at: now, operator: person, action: "import", because: because,
                            details: JSONText(counts.bytes))
                    ])
                }
            } catch let error as PostgresError where error.isOutage || error.kind == .commitUnknown {
                Terminal.endProgress()
                try await context.waitForDatabase()
            }
        }
    }

    private func progress(_ saved: Int, of good: Int, since start: ContinuousClock.Instant) {
        let rate = Double(saved) / max((ContinuousClock.now - start) / .seconds(1), 0.001)
        let left = Int(Double(good - saved) / max(rate, 1))
        Terminal.progress("\(saved) of \(good) \(kind), \(Int(rate)) a second, \(left) s left")
    }
}
