import ArgumentParser
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu setup`: tables and queues, made or brought up to date.
struct SetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup", abstract: "Make or renew the schema and the broker's queues; again changes nothing.",
        discussion: """
            The queues are made through RabbitMQ's management API (LIANHU_BROKER_MANAGEMENT), by a user with the tag \
            administrator. Without it the definitions are written to a file, with the rabbitmqctl line to import them.
            """)

    @Option(help: "Seconds to wait for the servers.") var wait = 30

    func run() async throws { try await run { print($0) } }

    /// - Parameter say: takes what is to be read of each part.
    func run(saying say: (String) -> Void) async throws {
        let context = try CommandContext()
        say(try await migrate(context))
        say(try await makeDays(context))
        say(try await topology(context))
    }

    private func migrate(_ context: CommandContext) async throws -> String {
        var settings = PostgresSettings(context.settings, program: "lianhu setup")
        settings.answerTimeout = nil
        let applied = try await patiently("Postgres") {
            let connection = try await PostgresConnection.connect(settings)
            let applied = try await Migrations.apply(connection)
            await connection.close()
            return applied
        }
        return "schema \(Migrations.schema): version \(Migrations.needed), "
            + (applied.isEmpty ? "as it was" : "migrated")
    }

    /// Before any worker writes to them.
    private func makeDays(_ context: CommandContext) async throws -> String {
        let settings = PostgresSettings(context.settings, program: "lianhu setup")
        let retention = EventLogRetention(settings: settings, keep: context.settings.retention.eventLog)
        let round = try await patiently("Postgres") { try await retention.round() }
        let done = "event log: \(round.made.count) days made, \(round.dropped.count) dropped"
        return round.waitsFor == nil ? done : done + "; the workers do the rest, others are using it"
    }

    private func topology(_ context: CommandContext) async throws -> String {
        let definitions = TopologyDefinitions(retryDelays: context.settings.retryDelays)
        guard let management = ManagementClient(context.settings.broker, timeout: 30) else {
            return try writeDefinitions(definitions, virtualHost: context.settings.broker.virtualHost)
        }
        let findings = try await patiently("RabbitMQ") { try await management.apply(definitions) }
        guard findings.isEmpty else {
            for finding in findings { Terminal.complain(finding.description) }
            throw CommandFailure(
                .defect, "the broker differs from what was imported; `lianhu doctor` says what mends it")
        }
        return "virtual host \(context.settings.broker.virtualHost): \(definitions.exchanges.count) exchanges, "
            + "\(definitions.queues.count) queues, \(definitions.bindings.count) bindings, "
            + "\(definitions.policies.count) policies"
    }

    private func writeDefinitions(_ definitions: TopologyDefinitions, virtualHost: String) throws -> String {
        let file = "lianhu-definitions.json"
        try Data(definitions.json(virtualHost: virtualHost).bytes).write(to: URL(filePath: file))
        return "no management API is set, so as an administrator of the broker run:\n"
            + "  rabbitmqctl import_definitions \(file)"
    }

    /// Servers that have just been started take a moment.
    private func patiently<T>(_ server: String, _ body: () async throws -> T) async throws -> T {
        var backoff = Backoff(first: .milliseconds(100), cap: .seconds(1))
        let end = ContinuousClock.now + .seconds(wait)
        while true {
            do {
                return try await body()
            } catch  where Self.isOutage(error) {
                guard ContinuousClock.now < end else { throw ServiceUnreachable(server, reason: "\(error)") }
                Terminal.progress("waiting for \(server)")
                await backoff.wait()
            }
        }
    }

    private static func isOutage(_ error: any Error) -> Bool {
        switch error {
        case let error as PostgresError:
            error.isOutage && !["28P01", "28000", "3D000"].contains(error.sqlState)
        case ManagementError.unreachable: true
        case ManagementError.failed(_, let status, _): status >= 500
        default: false
        }
    }
}
