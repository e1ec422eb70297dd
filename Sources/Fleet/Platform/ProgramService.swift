import Logging
import ServiceLifecycle

/// The program itself: its start, then its services, as one service beside the health server.
struct ProgramService: Service {
    let context: FleetContext
    let start: FleetProcess.Start
    let watch: ShutdownWatch

    func run() async throws {
        do {
            let port = try await context.http.port()
            context.logger.info("serving health and metrics", metadata: ["port": "\(port)"])
            guard let services = try await started() else { return }
            try await ServiceGroup(configuration: .draining(services, logger: context.logger)).run()
        } catch is CancellationError where Task.isShuttingDownGracefully {
            // A service that gives up what it waited for has drained too.
        } catch {
            watch.failed()
            throw error
        }
    }

    /// The program's services, or nil if the drain began before they were there.
    private func started() async throws -> [any Service]? {
        do {
            return try await cancelWhenGracefulShutdown { try await start(context) }
        } catch is CancellationError where Task.isShuttingDownGracefully {
            return nil
        }
    }
}

extension ServiceGroupConfiguration {
    /// A group in which any end of one service lets the others drain, and a failure is told afterwards. Signals are
    /// the shutdown watch's matter.
    static func draining(_ services: [any Service], logger: Logger) -> ServiceGroupConfiguration {
        // The library's own remarks would be half of a quiet worker's log.
        var logger = logger
        logger.logLevel = max(logger.logLevel, .notice)
        return ServiceGroupConfiguration(
            services: services.map {
                ServiceConfiguration(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup)
            },
            logger: logger)
    }
}
