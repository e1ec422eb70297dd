import AMQP
import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store
import TestSupport

/// A tenant of its own for one test: a virtual host with the fleet's topology, a database with its schema and a small
/// village, and workers as processes.
///
/// Two grids next to one another; unit 001 of grid 1 holds household 17. Officer 1 has grid 1, 2 has grid 2, 3 leads
/// grid 1, 4 is on duty in the village, 5 at the centre. The clock starts on a Monday at ten.
struct FleetTown: Sendable {
    static let village = "330604112221"
    static let grid = "330604112221001"
    static let unit = "330604112221001001"
    static let otherUnit = "330604112221001002"
    static let morning = Date(timeIntervalSince1970: 1_772_416_800)

    let broker: AMQPSettings
    let management: TestSupport.ManagementClient
    let database: PostgresSettings
    let pool: PostgresPool
    let publisher: AMQPPublisher
    let delays: String
    let processes = ProcessList()

    /// Makes all of it, runs `body`, and takes it down again, also after a failure.
    static func run(delays: String = "1s,2s", _ body: (FleetTown) async throws -> Void) async throws {
        try await BrokerFixture.withVirtualHost { broker, management in
            try await topology(in: broker.virtualHost, delays, through: TestServers.management)
            try await TownDatabase.run { database in
                let town = FleetTown(
                    broker: broker, management: management, database: database, pool: PostgresPool(settings: database),
                    publisher: AMQPPublisher(settings: broker), delays: delays)
                do { try await body(town) } catch {
                    await town.end()
                    throw error
                }
                await town.end()
            }
        }
    }

    /// Starts a worker; `changes` are settings as the environment names them.
    func start(
        _ program: String = "lianhu-intake", _ changes: [String: String] = [:], _ arguments: [String] = []
    ) throws -> WorkerProcess {
        let process = try WorkerProcess(
            program: program, arguments: arguments, settings: settings.merging(changes) { _, changed in changed })
        processes.add(process)
        return process
    }

    /// The same, and waits until it is ready.
    func startReady(_ program: String = "lianhu-intake", _ changes: [String: String] = [:]) async throws
        -> WorkerProcess
    {
        let process = try start(program, changes)
        try await process.ready()
        return process
    }

    private func end() async {
        for process in processes.all { await process.end() }
        await publisher.close()
        await pool.close()
    }

    /// What every worker of the town is started with, as the environment names it.
    var settings: [String: String] {
        [
            "LIANHU_BROKER_HOSTS": broker.hosts.map(\.description).joined(separator: ","),
            "LIANHU_BROKER_VIRTUAL_HOST": broker.virtualHost,
            "LIANHU_DATABASE_HOSTS": database.hosts.map(\.description).joined(separator: ","),
            "LIANHU_DATABASE_NAME": database.database, "LIANHU_DATABASE_USER": database.user,
            "LIANHU_RETRY_DELAYS": delays, "LIANHU_ALLOW_UNREGISTERED_SOURCES": "true",
            "LIANHU_CLOCK": "2026-03-02T10:00:00+08:00*1", "LIANHU_LOG_FORMAT": "json",
        ]
    }

    /// Exchanges, queues, bindings and policies in a virtual host.
    static func topology(
        in virtualHost: String, _ delays: String, through address: TestServers.Address
    ) async throws {
        guard let url = URL(string: "http://\(address)"), let ladder = RetryDelay.list(delays) else {
            throw FleetTestError("no topology from \(address) and \(delays)")
        }
        let client = Fleet.ManagementClient(
            address: url, virtualHost: virtualHost, user: "guest", password: "guest", timeout: 20)
        let findings = try await client.apply(TopologyDefinitions(retryDelays: ladder))
        guard findings.isEmpty else { throw FleetTestError("the topology is not there: \(findings)") }
    }
}

/// Why a test of the fleet cannot go on.
struct FleetTestError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
