import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Store

/// Publishes what owners did not: processes that died between commit and publish, decisions saved without an owner.
/// Forgets confirmed rows twice a second and at drain. Any replica of any worker does it for all.
struct OutboxSweep: Service {
    /// Seconds that an owner has to publish what it saved.
    static let lease = 10.0
    private static let limit = 500

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
                    try await forget()
                    while try await sweep() == Self.limit {}
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
        let rows = try await pool.load(OutboxStore.sweep(limit: Self.limit, lease: Self.lease))
        try await outbox.publish(rows)
        return rows.count
    }
}
