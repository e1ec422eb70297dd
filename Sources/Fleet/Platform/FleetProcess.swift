import Foundation
import Glibc
import Logging
import Metrics
package import ServiceLifecycle

/// A worker's life as a process: settings, logs, health, services, drain, exit code.
package enum FleetProcess {
    /// What a program does at its start: it connects, and returns the services that then run until the drain.
    package typealias Start = @Sendable (FleetContext) async throws -> [any Service]

    /// Runs the program and returns how it ends, one of `ExitCode`.
    ///
    /// - SIGTERM or SIGINT drain: services are told to stop, the last one first. A second signal, or a drain beyond
    ///   `drainSeconds`, ends the process at once with 75.
    /// - Wrong settings are all printed: 64. `ServiceUnreachable`: 69. `TryAgainLater`: 75. Any other error: 70.
    /// - A service that returns before the drain is a defect.
    /// - Once in a process: logging and metrics can be set up only once.
    package static func run(
        program: String, arguments: [String] = Array(CommandLine.arguments.dropFirst()),
        environment: [String: String] = ProcessInfo.processInfo.environment, _ start: @escaping Start
    ) async -> Int32 {
        if arguments.contains("--help") {
            print("usage: \(program) [--config FILE] [settings]\n\n\(FleetSettings.help)")
            return ExitCode.cleanDrain.rawValue
        }
        do {
            let settings = try FleetSettings.load(arguments: arguments, environment: environment)
            return await run(program, settings, start).rawValue
        } catch {
            LogSink.standardError.write("\(program): \(error)\n")
            return ExitCode.usage.rawValue
        }
    }

    private static func run(_ program: String, _ settings: FleetSettings, _ start: @escaping Start) async -> ExitCode {
        // A peer that has gone away shows as an error of the write, not as a signal that kills.
        signal(SIGPIPE, SIG_IGN)
        FleetLog.bootstrap(format: settings.log.format, level: settings.log.level, program: program)
        let logger = Logger(label: program)
        do {
            let context = try await makeContext(program, settings, logger)
            let group = makeGroup(context, start)
            group.watch.start()
            try await group.services.run()
            logger.info("drained")
            return .cleanDrain
        } catch {
            let code = ExitCode(of: error)
            logger.critical("\(sentence(for: error))", metadata: ["exit": "\(code.rawValue)"])
            return code
        }
    }

    private static func sentence(for error: any Error) -> String {
        switch ExitCode(of: error) {
        case .defect where error is ServiceGroupError: "a defect: a service ended before the drain (\(error))"
        case .defect: "a defect: \(error)"
        default: "\(error)"
        }
    }

    private static func makeContext(
        _ program: String, _ settings: FleetSettings, _ logger: Logger
    ) async throws -> FleetContext {
        let metrics = MetricsRegistry()
        MetricsSystem.bootstrap(metrics)
        let health = Health(stallAfter: .seconds(settings.stallSeconds))
        let http = try HealthServer(
            host: settings.http.host, port: settings.http.port, health: health, metrics: metrics)
        return FleetContext(
            program: program, settings: settings, health: health, metrics: metrics, http: http, logger: logger)
    }

    /// Health is served from before the start until after the drain, so it comes first: groups stop from the end.
    private static func makeGroup(
        _ context: FleetContext, _ start: @escaping Start
    ) -> (services: ServiceGroup, watch: ShutdownWatch) {
        let relay = ShutdownRelay()
        let watch = ShutdownWatch(
            drainSeconds: context.settings.drainSeconds, say: { context.logger.notice("\($0)") },
            begin: {
                context.health.set("process", "draining")
                relay.begin()
            })
        let services: [any Service] = [
            context.http, ProgramService(context: context, start: start, watch: watch),
        ]
        let group = ServiceGroup(configuration: .draining(services, logger: context.logger))
        relay.connect { Task { await group.triggerGracefulShutdown() } }
        return (group, watch)
    }
}
