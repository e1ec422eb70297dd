import AMQP
import Foundation
import Logging
import Postgres
import ServiceLifecycle

/// Puts a worker's services together: two consumptions, the due work, the outbox, the taking of dead letters.
struct WorkerAssembly {
    let fleet: WorkerContext
    let context: FleetContext

    private var worker: Worker { fleet.worker }

    func services<Handler: EventHandler>(_ parts: WorkerParts<Handler>) async throws -> [any Service] {
        let sources = SourceRegistry(
            allowsUnregistered: fleet.settings.allowUnregisteredSources, fleetUser: fleet.settings.broker.user)
        try await sources.refresh(from: fleet.pool)
        let (publisher, outbox) = outbox("outbox")
        let lanes = [false, true].map { urgent in
            (urgent: urgent, publishing: self.outbox("\(urgent ? "urgent" : "ordinary") publisher"))
        }
        let works = parts.due + [WaitingWork(worker: worker)]
        let wakes = works.map { _ in WakeSignal() }
        var services: [any Service] = [
            OutboxSweep(
                worker: worker, pool: fleet.pool, outbox: outbox, owners: lanes.map(\.publishing.outbox),
                health: context.health,
                logger: fleet.logger, wake: WakeSignal()),
            Upkeep(
                worker: worker, broker: amqp("dead letters"),
                publishers: [publisher] + lanes.map(\.publishing.publisher), pool: fleet.pool, policies: fleet.policies,
                clock: fleet.clock, sources: sources, health: context.health, logger: fleet.logger),
            retention,
        ]
        services += parts.services
        for (work, wake) in zip(works, wakes) { services.append(due(work, wake, outbox)) }
        for lane in lanes {
            services.append(
                runner(parts.handler, urgent: lane.urgent, lane.publishing, sources: sources, wakes: wakes))
        }
        return services
    }

    private var retention: Retention {
        let keep = fleet.settings.retention.eventLog
        let settings = PostgresSettings(fleet.settings, program: "\(worker.program) retention")
        return Retention(
            pool: fleet.pool, log: EventLogRetention(settings: settings, keep: keep), keep: keep, logger: fleet.logger)
    }

    private func due<Work: DueWork>(_ work: Work, _ wake: WakeSignal, _ outbox: OutboxPublisher) -> any Service {
        DueRunner(
            work: work, worker: worker, pool: fleet.pool, outbox: outbox, clock: fleet.clock, health: context.health,
            logger: fleet.logger, wake: wake, limit: 500)
    }

    private func runner<Handler: EventHandler>(
        _ handler: Handler, urgent: Bool, _ publishing: Publishing, sources: SourceRegistry, wakes: [WakeSignal]
    ) -> any Service {
        let consumer = AMQPConsumer(
            settings: amqp(urgent ? "urgent" : "ordinary"), queue: worker.queue(urgent: urgent))
        let line = WorkerLine(
            worker: worker, isUrgent: urgent, consumer: consumer, clock: fleet.clock, health: context.health,
            logger: fleet.logger, batchSize: fleet.settings.batchSize,
            patience: .seconds(fleet.settings.outageSeconds),
            prefetch: PrefetchWindow(full: fleet.settings.prefetch), wakes: wakes)
        let settler = Settler(
            worker: worker, lane: line.lane, outbox: publishing.outbox, publisher: publishing.publisher,
            consumer: consumer,
            delays: fleet.settings.retryDelays, logger: fleet.logger)
        return WorkerRunner(
            handler: handler, isUrgent: urgent, line: line,
            decoder: DeliveryDecoder(handler: handler, sources: sources),
            transaction: BatchTransaction(
                handler: handler, pool: urgent ? urgentPool : fleet.pool, lease: OutboxSweep.lease,
                lane: line.lane),
            settler: settler)
    }

    /// Connections of its own: an emergency must not wait for one behind statements that hang.
    private var urgentPool: PostgresPool {
        var settings = PostgresSettings(fleet.settings, program: worker.program)
        settings.poolSize = 2
        return PostgresPool(settings: settings)
    }

    private typealias Publishing = (publisher: AMQPPublisher, outbox: OutboxPublisher)

    private func outbox(_ name: String) -> Publishing {
        let publisher = AMQPPublisher(settings: amqp(name))
        let outbox = OutboxPublisher(
            publisher: publisher, pool: fleet.pool, userID: fleet.settings.broker.user, logger: fleet.logger)
        return (publisher, outbox)
    }

    private func amqp(_ connection: String) -> AMQPSettings {
        AMQPSettings(fleet.settings, connection: "\(worker.program) \(connection)")
    }
}
