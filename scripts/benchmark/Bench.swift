import AMQP
import Fleet
import Foundation
import Postgres
import Store

/// A virtual host and a database of the same name, for one run.
struct Bench {
    let name: String
    let settings: FleetSettings

    init(name: String) throws {
        self.name = name
        settings = try FleetSettings.load(arguments: [], environment: ProcessInfo.processInfo.environment)
    }

    func amqp(_ connection: String) -> AMQPSettings {
        var amqp = AMQPSettings(settings, connection: connection)
        amqp.virtualHost = name
        return amqp
    }

    var postgres: PostgresSettings {
        var postgres = PostgresSettings(settings, program: "benchmark")
        postgres.database = name
        return postgres
    }

    /// The management API, in this virtual host.
    func management() throws -> ManagementClient {
        guard let address = settings.broker.management else {
            throw BenchmarkError("LIANHU_BROKER_MANAGEMENT is not set; run scripts/bench")
        }
        return ManagementClient(
            address: address, virtualHost: name, user: settings.broker.user, password: settings.broker.password,
            timeout: 30)
    }

    /// Everything fresh: a copy of the template, and the topology as `lianhu setup` makes it.
    func make(from template: Bench) async throws {
        try await remove()
        try await administer("CREATE DATABASE \(name) TEMPLATE \(template.name)", "CHECKPOINT")
        let findings = try await management().apply(TopologyDefinitions(retryDelays: settings.retryDelays))
        guard findings.isEmpty else { throw BenchmarkError("the broker differs from what was imported: \(findings)") }
    }

    /// The schema with a territory in it, to be copied for each run.
    func makeTemplate(households: Int) async throws {
        try await administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", "CREATE DATABASE \(name)")
        try await withConnection(postgres) { connection in
            _ = try await Migrations.apply(connection)
            _ = try await EventLogRetention(settings: postgres, keep: 90).round()
            for script in BenchTerritory(households: households).scripts + FloorTables.scripts {
                try await connection.script(script)
            }
            try await connection.script("VACUUM ANALYZE")
        }
    }

    func remove() async throws {
        try? await management().delete("vhosts", name)
        try await administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }

    private func administer(_ scripts: String...) async throws {
        var settings = postgres
        settings.database = "postgres"
        try await withConnection(settings) { connection in
            for script in scripts { try await connection.script(script) }
        }
    }

    private func withConnection(
        _ settings: PostgresSettings, _ body: (PostgresConnection) async throws -> Void
    ) async throws {
        var settings = settings
        settings.answerTimeout = nil
        let connection = try await PostgresConnection.connect(settings)
        do {
            try await body(connection)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }
}
