import AMQP
import Domain
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Store

/// What a worker does beside its work: takes its dead letters into the store, reads the sources anew, and tells its
/// health how broker and database are.
struct Upkeep: Service {
    let worker: Worker
    let broker: AMQPSettings
    /// All that this process publishes through.
    let publishers: [AMQPPublisher]
    let pool: PostgresPool
    let policies: PolicyBook
    let clock: FleetClock
    let sources: SourceRegistry
    let health: Health
    let logger: Logger

    func run() async throws {
        let taker = DeadLetterTaker(worker: worker, broker: broker, pool: pool, policies: policies, clock: clock)
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await taker.run() }
                group.addTask { await self.look() }
                group.addTask { await self.measure() }
            }
        }
    }

    /// Every minute the database's time again; in an outage the old measurement goes on. Then what the long dead had.
    private func measure() async {
        while !Task.isCancelled {
            _ = try? await pool.query(InHandStore.forget(deadFor: InHand.memory))
            try? await Task.sleep(for: .seconds(60))
            let asked = ContinuousClock.now
            guard let databaseNow = try? await pool.load(ClockStore.now()) else { continue }
            clock.remeasure(databaseNow: databaseNow, measured: asked + (ContinuousClock.now - asked) / 2)
        }
    }

    /// Every second, broker and database at once: the one that is away must not hide how the other is.
    private func look() async {
        while !Task.isCancelled {
            async let database: Void = lookAtDatabase()
            async let broker: Void = lookAtBroker()
            _ = await (database, broker)
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Does it answer, are the registered sources and the policy still the same? (A connection is to a server that takes writes.)
    private func lookAtDatabase() async {
        let policy = PolicyWatch(policies, worker: worker, pool: pool, clock: clock, logger: logger)
        do {
            try await sources.refresh(from: pool)
            try await policy.look()
            health.set("database", nil)
        } catch {
            if !Task.isCancelled { health.set("database", "\(error)") }
        }
    }

    /// Do all connections that publish stand, in confirm mode, and does the broker take messages?
    private func lookAtBroker() async {
        do {
            for publisher in publishers { try await publisher.connect() }
            let isBlocked = publishers.contains { $0.isBlocked }
            health.set("broker", isBlocked ? "it takes no messages: free its memory or disk" : nil)
        } catch {
            if !Task.isCancelled { health.set("broker", "\(error)") }
        }
    }
}
