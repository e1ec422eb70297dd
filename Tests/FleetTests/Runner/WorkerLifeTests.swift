import AMQP
import Events
import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

/// What a worker promises when it is told to end, when it is killed, and when what it needs goes away: every report is
/// one incident, told at least once, and nobody's fault is charged to a report. One after another: each test wants
/// both of a small machine's processors.
@Suite(.serialized) struct WorkerLifeTests {
    private static let total = 5_000

    @Test func aDrainEndsInTimeAndTheRestIsFinishedLater() async throws {
        try await FleetTown.run { town in
            let worker = try await town.startReady()
            let flow = Task { try await town.flow(Self.total) }
            try await town.until("a good part of them") { try await town.count("incident") > 500 }
            let start = ContinuousClock.now
            worker.send(SIGTERM)
            #expect(try await worker.exit() == 0)
            #expect(ContinuousClock.now - start < Duration.seconds(10).patient)
            let done = try await town.count("incident")
            #expect(done < Self.total, "nothing was left to drain: the test says nothing")
            #expect(try await town.count("outbox") == 0, "a drain forgets what is confirmed")
            try await flow.value
            _ = try await town.startReady()
            try await town.allAreDoneOnce(Self.total, told: nil)
        }
    }

    @Test(arguments: Seeded.seeds(1))
    func deathAtAnyMomentLosesAndDoublesNothing(seed: UInt64) async throws {
        try await FleetTown.run { town in
            var random = Seeded(seed)
            let told = try await town.tap("lianhu.escalation")
            let flow = Task { try await town.flow(Self.total) }
            for _ in 0..<10 {
                let worker = try town.start()
                let before = try await town.count("event_identity")
                let some = Int.random(in: 1...300, using: &random)
                try await town.until("some work, or all") {
                    let known = try await town.count("event_identity")
                    return known >= before + some || known == Self.total
                }
                worker.send(SIGKILL)
                #expect(try await worker.exit() == -SIGKILL)
            }
            _ = try await town.startReady()
            try await flow.value
            try await town.allAreDoneOnce(Self.total, told: told)
        }
    }

    @Test func lostDatabaseConnectionsAreNobodysFault() async throws {
        try await FleetTown.run { town in
            let told = try await town.tap("lianhu.escalation")
            _ = try await town.startReady()
            let flow = Task { try await town.flow(Self.total) }
            for round in 1...8 {
                try await town.until("more work") { try await town.count("event_identity") >= round * 100 }
                _ = try await town.pool.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = 'lianhu-intake'
                    """)
            }
            try await flow.value
            try await town.allAreDoneOnce(Self.total, told: told)
            #expect(try await town.count("dead_letter") == 0)
        }
    }

    @Test func lostBrokerConnectionsAreNobodysFault() async throws {
        try await FleetTown.run { town in
            let told = try await town.tap("lianhu.escalation")
            let proxy = try TCPProxy(to: try TestServers.broker)
            let worker = try await town.startReady("lianhu-intake", ["LIANHU_BROKER_HOSTS": proxy.address.description])
            // The management API hears of a connection seconds late, so those to be closed are looked up before.
            var names: [String] = []
            try await town.until("the broker to list the connections") {
                names = try await town.connections(of: "lianhu-intake")
                return names.count >= 6
            }
            let flow = Task { try await town.flow(Self.total) }
            try await town.until("some work") { try await town.count("event_identity") >= 100 }
            try await town.close(names)
            for round in 1...4 {
                try await town.until("more work") { try await town.count("event_identity") >= 100 + round * 300 }
                proxy.cut()
            }
            try await flow.value
            try await town.allAreDoneOnce(Self.total, told: told)
            #expect(try await town.count("dead_letter") == 0)
            #expect(!worker.log.contains("\"critical\""))
            proxy.stop()
        }
    }
}

extension FleetTown {
    /// Publishes that many reports, each of a thing of its own, in small batches.
    func flow(_ count: Int) async throws {
        for start in stride(from: 0, to: count, by: 100) {
            try await publish((start..<start + 100).map { Self.report("r\($0)") })
        }
    }

    /// Each report is one incident, and each incident was told.
    func allAreDoneOnce(_ count: Int, told: Tap?) async throws {
        try await until("all of them", within: .seconds(40)) { try await self.count("event_identity") == count }
        #expect(try await self.count("incident") == count)
        #expect(try await self.count("incident_event") == 2 * count)
        #expect(try await self.count("event_log") == count)
        // What a dead process had confirmed and not forgotten is told again when its claim is over.
        try await outboxEmpties(within: .seconds(20))
        guard let told else { return try await endEmpty() }
        let numbers = Set(try await texts("SELECT number || '/1' FROM incident"))
        try await until("each told") {
            Set(try await told.events("incident.opened").map(\.id)) == numbers
        }
        try await endEmpty()
    }

    private func endEmpty() async throws {
        try await drain()
        #expect(try await depth("lianhu.intake") == 0)
        #expect(try await count("outbox") == 0)
    }

    /// The broker's names of the connections of a program.
    func connections(of program: String) async throws -> [String] {
        let path = "vhosts/\(broker.virtualHost)/connections"
        let list = try JSON.parse(Array(try await management.send("GET", path))).arrayValue ?? []
        return list.filter {
            $0[key: "client_properties"]?[key: "connection_name"]?.stringValue?.hasPrefix(program) == true
        }.compactMap { $0[key: "name"]?.stringValue }
    }

    /// Has the broker close these connections.
    func close(_ names: [String]) async throws {
        for name in names {
            let escaped = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? name
            try await management.send("DELETE", "connections/\(escaped)")
        }
    }
}
