import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Store

/// Publishes what owners did not: processes that died between commit and publish, decisions saved without an owner.
/// Forgets confirmed rows twice a second and at drain. Any replica of any worker does it for all, but for
/// what goes back to a worker's own queue.
struct OutboxSweep: Service {
    /// Seconds that an owner has to publish what it saved.
    static let lease = 10.0
    private static let limit = 500

    let worker: Worker
    let pool: PostgresPool
    /// What it publishes through.
    let outbox: OutboxPublisher
    /// Those of this process that publish their own rows; forgetting is done here for all.
    let owners: [OutboxPublisher]
    let health: Health
    let logger: Logger
    let wake: WakeSignal

    func run() async throws {
        var backoff = Backoff()
        let wake = wake
        await withGracefulShutdownHandler {
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                do {
                    // Forgotten between rounds too: a claim that runs out on a confirmed row would tell it again for ever.
                    repeat {
                        try await forget()
                        health.beat("outbox")
                    } while try await sweep() == Self.limit && !Task.isShuttingDownGracefully && !Task.isCancelled
                    backoff.reset()
                    await wake.wait(atMost: .milliseconds(500))
                } catch {
                    logger.warning("the outbox waits: \(error)")
                    await backoff.waitUnlessDraining()
                }
                health.beat("outbox")
            }
        } onGracefulShutdown: {
            wake.wake()
        }
        try? await forget()
        health.forget("outbox")
    }

    private func forget() async throws {
        for publisher in [outbox] + owners { try await publisher.forget() }
    }

    /// The claim is committed before anything is published: two sweeps never publish the same row at once.
    private func sweep() async throws -> Int {
        let rows = try await pool.load(
            OutboxStore.sweep(worker: worker.rawValue, limit: Self.limit, lease: Self.lease))
        if rows.isEmpty { return 0 }
        CrashPoint.swept.pass()
        try await outbox.publish(rows)
        CrashPoint.sweptPublished.pass()
        return rows.count
    }
}
