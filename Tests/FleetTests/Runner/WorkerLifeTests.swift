import AMQP
import Events
import Foundation
import Glibc
import Postgres
import Testing
import TestSupport

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
            #expect(ContinuousClock.now - start < .seconds(10))
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
            let worker = try await town.startReady()
            let flow = Task { try await town.flow(Self.total) }
            for round in 1...4 {
                try await town.until("more work") { try await town.count("event_identity") >= round * 300 }
                #expect(try await town.closeConnections(of: "lianhu-intake") > 0)
            }
            try await flow.value
            try await town.allAreDoneOnce(Self.total, told: told)
            #expect(try await town.count("dead_letter") == 0)
            #expect(!worker.log.contains("\"critical\""))
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

    /// Has the broker close every connection whose name begins so; returns how many there were.
    func closeConnections(of program: String) async throws -> Int {
        let path = "vhosts/\(broker.virtualHost)/connections"
        let list = try JSON.parse(Array(try await management.send("GET", path))).arrayValue ?? []
        let names = list.filter {
            $0[key: "client_properties"]?[key: "connection_name"]?.stringValue?.hasPrefix(program) == true
        }.compactMap { $0[key: "name"]?.stringValue }
        for name in names {
            let escaped = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? name
            try await management.send("DELETE", "connections/\(escaped)")
        }
        return names.count
    }
}
