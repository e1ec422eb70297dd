import Foundation
import Logging
import Metrics
import Postgres
import ServiceLifecycle
import Store

/// Runs rows that fall due: claim → load → decide → save and outbox in one transaction → send → record. It sleeps until
/// the next row is due; a wake is a hint, and a scan follows at every interval in any case.
///
/// Dying before the commit leaves the rows due; after it, what was told stands in the outbox, and what was to be sent
/// is claimed again when its lease has run out.
struct DueRunner<Work: DueWork>: Service {
    /// How long to sleep at most: rows that other processes have made are seen by then.
    static var interval: Duration { .milliseconds(500) }

    let work: Work
    let worker: Worker
    let pool: PostgresPool
    let outbox: OutboxPublisher
    let clock: FleetClock
    let health: Health
    let logger: Logger
    let wake: WakeSignal
    let limit: Int

    /// Real seconds for which a row is put off that nothing can be done with.
    static var rest: TimeInterval { 300 }

    func run() async throws {
        var backoff = Backoff()
        var size = DueRoundSize(limit: limit)
        let wake = wake
        await withGracefulShutdownHandler {
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                do {
                    let pause = try await untilNext()
                    backoff.reset()
                    health.beat(work.name)
                    // What is due may be in another replica's hands: then it is not asked for without a rest.
                    if pause == .zero, try await runDue(&size) > 0 { continue }
                    await wake.wait(atMost: max(pause, .milliseconds(5)))
                } catch {
                    logger.warning("\(work.name) wait: \(error)")
                    await backoff.waitUnlessDraining()
                }
                health.beat(work.name)
            }
        } onGracefulShutdown: {
            wake.wake()
        }
        health.forget(work.name)
    }

    /// Rounds until nothing is due; how many rows they took.
    private func runDue(_ size: inout DueRoundSize) async throws -> Int {
        var taken = 0
        while !Task.isShuttingDownGracefully {
            let tried = size.now
            let count = try await round(&size)
            taken += count
            if count < tried { break }
        }
        return taken
    }

    /// Zero when something is due. Asked first, because most wakes find nothing.
    private func untilNext() async throws -> Duration {
        guard let due = try await pool.load(work.nextDue()) else { return Self.interval }
        return min(max(clock.realInterval(until: due), .zero), Self.interval)
    }

    /// One round; returns how many rows it took. One that fails by itself makes the next smaller, until the row that
    /// it fails of stands alone and is put off: the others must not wait for it.
    private func round(_ size: inout DueRoundSize) async throws -> Int {
        let now = clock.now()
        var items: [Work.Item] = []
        let rows: [OutboxRow]
        do {
            rows = try await pool.transaction { transaction in
                items = try await work.claim(limit: size.now, at: now, in: transaction)
                return items.isEmpty ? [] : try await decide(items, at: now, in: transaction)
            }
            size.grow()
        } catch {
            guard FailureClass(error) != .outage else { throw error }
            if size.shrink() || items.isEmpty { throw error }
            try await setAside(items, at: now, after: error)
            return items.count
        }
        if items.isEmpty { return 0 }
        Counter(label: "lianhu_due_total", dimensions: [("work", work.name)]).increment(by: items.count)
        CrashPoint.dueCommitted.pass(at: work.name)
        try await send(items)
        CrashPoint.dueSent.pass(at: work.name)
        try await outbox.publish(rows)
        CrashPoint.duePublished.pass(at: work.name)
        return items.count
    }

    private func decide(
        _ items: [Work.Item], at now: Date, in transaction: PostgresTransaction
    ) async throws -> [OutboxRow] {
        CrashPoint.dueClaimed.pass(at: work.name)
        let told = try await work.decide(items, at: now, in: transaction).map { $0.row() }
        if !told.isEmpty {
            transaction.atCommit([OutboxStore.save(told, worker: worker.rawValue, lease: OutboxSweep.lease)])
        }
        CrashPoint.dueDecided.pass(at: work.name)
        return told
    }

    private func setAside(_ items: [Work.Item], at now: Date, after error: any Error) async throws {
        try await pool.load(work.setAside(items, until: now.addingTimeInterval(Self.rest * clock.speed)))
        Counter(label: "lianhu_due_set_aside_total", dimensions: [("work", work.name)]).increment(by: items.count)
        logger.error(
            "nothing can be done with a due row, it is tried again in \(Int(Self.rest)) s: \(error)",
            metadata: ["work": "\(work.name)", "row": "\(items.map(work.reference).joined(separator: ", "))"])
    }

    /// Before publishing: what goes to people does not wait for the broker, and what is told stands in the outbox.
    private func send(_ items: [Work.Item]) async throws {
        try await work.send(items, through: pool) { clock.now() }
    }
}
