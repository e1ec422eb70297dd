import Events
import Fleet
import Foundation
import TestSupport

/// The brokers of a fleet with several, as somebody sees them who asks one that runs.
struct FaultCluster: Sendable {
    let brokers: [FaultServers]

    init(_ fleet: FaultFleet) { brokers = [fleet.servers] + fleet.joined }

    /// The members of each quorum queue, and how many of them are there.
    func members() async throws -> [String: (all: Int, online: Int)] {
        var found: [String: (all: Int, online: Int)] = [:]
        for queue in try await queues() where queue[key: "type"]?.stringValue == "quorum" {
            let name = queue[key: "name"]?.stringValue ?? ""
            found[name] = (
                queue[key: "members"]?.arrayValue?.count ?? 0, queue[key: "online"]?.arrayValue?.count ?? 0
            )
        }
        return found
    }

    /// The broker where the queue's leader is.
    func leader(of name: String) async throws -> FaultServers {
        let leader = try await queues().first { $0[key: "name"]?.stringValue == name }?[key: "leader"]?.stringValue
        guard let broker = brokers.first(where: { $0.node == leader }) else {
            throw FleetTestError("\(name) has the leader \(leader ?? "-")")
        }
        return broker
    }

    /// The broker with the most connections, and how many those are.
    func busiest(but other: FaultServers) async throws -> (broker: FaultServers, connections: Int) {
        let list = try JSON.parse(Array(try await management(of: brokers[0]).send("GET", "connections?columns=node")))
        let nodes = (list.arrayValue ?? []).compactMap { $0[key: "node"]?.stringValue }
        let counts = brokers.filter { $0.name != other.name }.map { broker in
            (broker, nodes.count { $0 == broker.node })
        }
        guard let busiest = counts.max(by: { $0.1 < $1.1 }) else { throw FleetTestError("there is no other broker") }
        return busiest
    }

    /// Kills brokers at once. Returns when that began.
    func kill(_ victims: [FaultServers]) async throws -> ContinuousClock.Instant {
        let start = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            for victim in victims { group.addTask { try await victim.run("kill", "broker") } }
            try await group.waitForAll()
        }
        return start
    }

    /// Starts brokers again. Returns when the first two that are needed for a majority answered.
    func restart(_ victims: [FaultServers]) async throws -> ContinuousClock.Instant {
        let answers = try await withThrowingTaskGroup(of: ContinuousClock.Instant.self) { group in
            for victim in victims { group.addTask { try await victim.restart(.broker) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        return answers.max() ?? .now
    }

    /// Waits until every member of every queue is there again.
    func whole(within limit: Duration = .seconds(60)) async throws {
        try await BrokerFixture.until("every queue has all its members", within: limit) {
            let members = (try? await members()) ?? [:]
            return !members.isEmpty && members.values.allSatisfy { $0.all == brokers.count && $0.online == $0.all }
        }
    }

    /// What `lianhu doctor` says through a broker that runs.
    func diagnosis(through broker: FaultServers, _ town: FleetTown) async throws -> [DoctorFinding] {
        var settings = town.settings
        settings["LIANHU_BROKER_HOSTS"] = "\(broker.broker)"
        settings["LIANHU_BROKER_MANAGEMENT"] = "http://\(broker.management)"
        return await Doctor(settings: try FleetSettings.load(arguments: [], environment: settings)).findings()
    }

    private func queues() async throws -> [JSON] {
        guard let broker = brokers.first(where: { $0.management.answers }) else {
            throw FleetTestError("no broker answers")
        }
        let answer = try await management(of: broker).send(
            "GET", "queues/town\(Fleet.ManagementClient.live)&columns=name,type,members,online,leader")
        return try JSON.parse(Array(answer)).arrayValue ?? []
    }

    private func management(of broker: FaultServers) -> TestSupport.ManagementClient {
        TestSupport.ManagementClient(address: broker.management, virtualHost: "town")
    }
}

extension FaultServers {
    /// As the broker calls itself.
    var node: String { "lianhu-\(name)@localhost" }
}
