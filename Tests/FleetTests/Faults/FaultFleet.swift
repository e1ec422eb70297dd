import AMQP
import Fleet
import Foundation
import Postgres
import Store
import TestSupport

/// The fleet as processes on servers of its own, each kind of worker connected through proxies, under a supervisor.
final class FaultFleet: Sendable {
    /// What one kind of worker is connected through.
    struct Line: Sendable {
        let broker: TCPProxy
        let database: TCPProxy
    }

    /// Workers that give back what they hold after seconds instead of a minute of outage.
    static var impatience: [String: String] {
        let name = "LIANHU_OUTAGE_PATIENCE"
        return FleetSettings.declared.contains { $0.variable == name } ? [name: "2s"] : [:]
    }

    static let delays = "1s,2s,4s"
    /// A delivery that says this kills whoever decodes it.
    static let deadlyText = "this delivery kills"
    static let replicas: [Worker: Int] = [.intake: 2, .notice: 2, .escalation: 1, .inspection: 1]

    let servers: FaultServers
    /// Brokers in a cluster with the servers' own; then workers are connected to all of them, without proxies.
    let joined: [FaultServers]
    let town: FleetTown
    let lines: [Worker: Line]
    let clock: FaultClock
    let carrier: StandinCarrierProcess
    /// Between the notice workers and the carrier's SMPP.
    let carrierLine: TCPProxy
    let slots: FaultSlots
    let poison: PoisonFolder
    /// Settings that a test changes for all workers.
    private let changes: [String: String]

    /// Servers, town, carrier and workers; returns when all are ready.
    /// - Parameter joining: names of further brokers, in a cluster with the first.
    static func up(
        _ name: String, joining: [String] = [], speed: Int, changes: [String: String] = [:]
    ) async throws -> FaultFleet {
        let servers = try await FaultServers.up(name)
        // Before the queues are made: each has its members on the brokers that there are then.
        let joined = try await servers.join(joining)
        let town = try await servers.makeTown(delays: delays, joined)
        // A quorum queue of RabbitMQ 3.10.8 that was made just before a kill may find no leader after it; seen never
        // with one that has gone through a clean restart.
        if joined.isEmpty { try await servers.run("restart", "broker") }
        let fleet = try FaultFleet(servers, joined, town, speed: speed, changes)
        try await fleet.poison.install(town.database)
        for worker in Worker.allCases { try await fleet.scale(worker, to: replicas[worker] ?? 1) }
        try await fleet.allReady(within: .seconds(60))
        return fleet
    }

    private init(
        _ servers: FaultServers, _ joined: [FaultServers], _ town: FleetTown, speed: Int, _ changes: [String: String]
    ) throws {
        self.servers = servers
        self.joined = joined
        self.town = town
        self.changes = changes
        clock = FaultClock(speed: speed)
        poison = try PoisonFolder(servers.folder.appending(path: "poison", directoryHint: .isDirectory))
        slots = try FaultSlots(logs: servers.folder.appending(path: "workers"))
        lines = try Dictionary(
            uniqueKeysWithValues: Worker.allCases.map { worker in
                (worker, Line(broker: try TCPProxy(to: servers.broker), database: try TCPProxy(to: servers.database)))
            })
        carrier = StandinCarrierProcess(
            folder: servers.folder.appending(path: "carrier"), way: .both(smpp: FaultLoad.phonePrefix))
        carrierLine = try TCPProxy(to: carrier.smppAddress)
        try carrier.start(town)
    }

    /// So many replicas of a kind; those too many are drained. Returns how those ended.
    @discardableResult
    func scale(_ worker: Worker, to count: Int) async throws -> [Int32?] {
        try await slots.scale(worker, to: count, make: makeSlot)
    }

    /// Waits until every replica says that it is ready.
    func allReady(within limit: Duration) async throws {
        let slots = await slots.all
        var last: [String] = []
        do {
            try await BrokerFixture.until("ready", within: limit) {
                last = []
                for slot in slots {
                    if let reason = await slot.unreadiness() { last.append("\(slot.name): \(reason)") }
                }
                return last.isEmpty
            }
        } catch { throw FleetTestError("not within \(limit): ready; \(last)") }
    }

    /// Ends everything, servers and all; with `keeping` the logs stay.
    func down(keeping: Bool) async {
        for slot in await slots.all { await slot.end() }
        for process in town.processes.all { await process.end() }
        for line in lines.values { for proxy in [line.broker, line.database] { proxy.stop() } }
        carrierLine.stop()
        await town.publisher.close()
        await town.pool.close()
        try? await servers.run(keeping ? "down" : "clear")
    }

    private func makeSlot(_ worker: Worker, _ number: Int) -> WorkerSlot {
        var settings = town.settings.merging(changes) { _, changed in changed }
        settings["LIANHU_BROKER_HOSTS"] = brokerHosts(for: worker)
        settings["LIANHU_DATABASE_HOSTS"] = lines[worker].map { "\($0.database.address)" }
        settings["LIANHU_CLOCK"] = clock.setting
        settings["LIANHU_TEST_CRASH_ON"] = worker == .intake ? Self.deadlyText : nil
        if worker == .notice { settings.merge(carrier.settings(line: carrierLine.address)) { _, carrier in carrier } }
        let port = worker == .notice && number == 1 ? carrier.receiptsPort : WholeFleet.freePort()
        return WorkerSlot(worker, number, port: port, settings: settings, logs: slots.logs)
    }

    /// Of several brokers each kind of worker tries another one first.
    private func brokerHosts(for worker: Worker) -> String? {
        guard !joined.isEmpty else { return lines[worker].map { "\($0.broker.address)" } }
        let brokers = ([servers] + joined).map { "\($0.broker)" }
        let first = (Worker.allCases.firstIndex(of: worker) ?? 0) % brokers.count
        return (brokers[first...] + brokers[..<first]).joined(separator: ",")
    }
}

extension FaultServers {
    /// All at the same time.
    func join(_ names: [String]) async throws -> [FaultServers] {
        try await withThrowingTaskGroup(of: FaultServers.self) { group in
            for name in names { group.addTask { try await join(name) } }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.name < $1.name }
        }
    }

    /// A virtual host with the fleet's topology and a database on the small disk, where there is one.
    func makeTown(delays: String, _ joined: [FaultServers]) async throws -> FleetTown {
        let client = TestSupport.ManagementClient(address: management, virtualHost: "town")
        try await client.makeVirtualHost()
        try await FleetTown.topology(in: "town", delays, through: management)
        if hasDisk {
            try await script("CREATE TABLESPACE small LOCATION '\(folder.appending(path: "disk/tablespace").path())'")
        }
        let database = try await TownDatabase.make("town", on: settings, tablespace: hasDisk ? "small" : nil)
        let broker = AMQPSettings(
            hosts: ([self] + joined).map { AMQPHost(host: $0.broker.host, port: $0.broker.port) }, virtualHost: "town",
            confirmTimeout: .seconds(5), connectionName: "faults")
        return FleetTown(
            broker: broker, management: client, database: database, pool: PostgresPool(settings: database),
            publisher: AMQPPublisher(settings: broker), delays: delays)
    }
}
