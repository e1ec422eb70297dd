import AMQP
import Domain
import Foundation
import Glibc
package import Logging
package import Postgres
package import ServiceLifecycle
import Store

/// What a worker's parts are made of.
package struct WorkerContext: Sendable {
    package let worker: Worker
    package let settings: FleetSettings
    package let pool: PostgresPool
    package let clock: FleetClock
    package let policies: PolicyBook
    package let logger: Logger
}

/// What makes one kind of worker different from the others.
package struct WorkerParts<Handler: EventHandler>: Sendable {
    package let handler: Handler
    package let due: [any DueWork]
    package let routes: [HTTPRouteHandler]
    /// What runs beside the work, as long as it does.
    package let services: [any Service]

    package init(
        handler: Handler, due: [any DueWork] = [], routes: [HTTPRouteHandler] = [], services: [any Service] = []
    ) {
        self.services = services
        self.handler = handler
        self.due = due
        self.routes = routes
    }
}

/// The main of every worker: connects, checks the schema, anchors the clock, then runs its consumptions, its due work
/// and the outbox until the drain.
package enum WorkerMain {
    /// Runs until the process is told to stop, and exits with one of the codes of contracts.md.
    package static func run<Handler: EventHandler>(
        _ worker: Worker, _ compose: @escaping @Sendable (WorkerContext) async throws -> WorkerParts<Handler>
    ) async -> Never {
        let code = await FleetProcess.run(program: worker.program) { context in
            let pool = PostgresPool(settings: PostgresSettings(context.settings, program: worker.program))
            let clock = try await WorkerStart.database(pool, context)
            FleetLog.use { clock.now() }
            let policies = PolicyBook(zone: TerritoryZone(context.settings.territoryZone))
            try await PolicyWatch(policies, worker: worker, pool: pool, clock: clock, logger: context.logger).look()
            let fleet = WorkerContext(
                worker: worker, settings: context.settings, pool: pool, clock: clock,
                policies: policies, logger: context.logger)
            let parts = try await compose(fleet)
            for route in parts.routes { await context.http.add(route) }
            return try await WorkerAssembly(fleet: fleet, context: context).services(parts)
        }
        exit(code)
    }
}
