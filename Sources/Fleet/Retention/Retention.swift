import Logging
import Metrics
import Postgres
import ServiceLifecycle
import Store

/// Looks after the event log's partitions, in every worker: any replica does it for all.
struct Retention: Service {
    let pool: PostgresPool
    let log: EventLogRetention
    /// Days before today that are kept.
    let keep: Int
    let logger: Logger

    private static let strayRows = Gauge(label: "lianhu_partition_default_rows")
    private static let daysAhead = Gauge(label: "lianhu_partition_days_ahead")

    /// Looks every minute, spread over half of it; what could not be done is tried again sooner.
    func run() async throws {
        var minute = Backoff(first: .seconds(60), cap: .seconds(60))
        var soon = Backoff(first: .seconds(1), cap: .seconds(30))
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                if try await look() {
                    soon.reset()
                    await minute.waitUnlessDraining()
                } else {
                    await soon.waitUnlessDraining()
                }
            } catch {
                logger.warning("the event log's days wait: \(error)")
                await soon.waitUnlessDraining()
            }
        }
    }

    /// True when nothing is left to do. Metrics show what was found, so that rows in the DEFAULT partition are seen for
    /// a minute even if they are moved at once.
    private func look() async throws -> Bool {
        let state = try await pool.load(EventLogPartitions.state())
        let plan = PartitionPlan(state, keep: keep)
        Self.strayRows.record(state.strayRows)
        Self.daysAhead.record(plan.daysAhead)
        if plan.isEmpty { return true }
        alarm(state, plan)
        let round = try await log.round()
        report(round)
        Self.daysAhead.record(PartitionPlan(try await pool.load(EventLogPartitions.state()), keep: keep).daysAhead)
        return round.waitsFor == nil || round.waitsFor == .another
    }

    private func alarm(_ state: EventLogState, _ plan: PartitionPlan) {
        if state.strayRows > 0 {
            logger.warning(
                """
                events are logged in the DEFAULT partition and are being moved to their days: no worker had made these \
                in time. Compare the database's clock with the right time; if this comes again, run `lianhu doctor`
                """,
                metadata: [
                    "rows": "\(state.strayRows)",
                    "days": "\(state.strayDays.map(\.text).sorted().joined(separator: " "))",
                ])
        }
        if let oldest = plan.overdue.first, !state.readers.isEmpty {
            logger.warning(
                "old days of the event log cannot be dropped: a read of it stays open. End it: pg_terminate_backend(PID)",
                metadata: ["oldest": "\(oldest.text)", "pids": "\(state.readers)"])
        }
    }

    private func report(_ round: EventLogRetention.Round) {
        if !round.made.isEmpty {
            logger.info("days of the event log made", metadata: ["days": "\(round.made.map(\.text))"])
        }
        if !round.dropped.isEmpty {
            logger.info("days of the event log dropped", metadata: ["days": "\(round.dropped.map(\.text))"])
        }
    }
}
