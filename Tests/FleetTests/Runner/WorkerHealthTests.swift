import AMQP
import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

/// What a process says of itself over HTTP, and how it ends when what it needs is not there.
@Suite struct WorkerHealthTests {
    @Test func aWorkerIsReadyWhenItCanWorkAndSaysWhyNot() async throws {
        try await FleetTown.run { town in
            let proxy = try TCPProxy(to: try TestServers.database)
            let worker = try await town.startReady(
                "lianhu-intake", ["LIANHU_DATABASE_HOSTS": proxy.address.description])
            #expect(try await worker.get("/livez").status == 200)
            try await town.publish([FleetTown.report("r1")])
            try await town.until("one done") {
                try await worker.metric("lianhu_deliveries_total", containing: "done") == 1
            }
            proxy.refuse()
            try await town.until("503 with the reason") {
                let answer = try await worker.get("/readyz")
                return answer.status == 503 && answer.text.contains("database: ")
            }
            try await town.publish([FleetTown.report("r2")])
            #expect(try await worker.get("/livez").status == 200)
            proxy.admit()
            try await worker.ready()
            try await town.until("two done") {
                try await worker.metric("lianhu_deliveries_total", containing: "done") == 2
            }
            let metrics = try await worker.get("/metrics").text
            for name in ["lianhu_outbox_published_total", "lianhu_batch_seconds_count"] {
                #expect(metrics.contains(name))
            }
            #expect(try await town.count("dead_letter") == 0)
            worker.send(SIGTERM)
            #expect(try await worker.exit() == 0)
            proxy.stop()
        }
    }

    @Test func theBrokerIsPartOfReadiness() async throws {
        try await FleetTown.run { town in
            let proxy = try TCPProxy(to: try TestServers.broker)
            let worker = try await town.startReady("lianhu-intake", ["LIANHU_BROKER_HOSTS": proxy.address.description])
            proxy.refuse()
            try await town.until("503 with the reason") {
                let answer = try await worker.get("/readyz")
                return answer.status == 503 && answer.text.contains("broker: ")
            }
            proxy.admit()
            try await worker.ready()
            proxy.stop()
        }
    }

    @Test func aDrainDuringAnOutageOfTheDatabaseIsClean() async throws {
        try await FleetTown.run { town in
            let proxy = try TCPProxy(to: try TestServers.database)
            let worker = try await town.startReady(
                "lianhu-intake", ["LIANHU_DATABASE_HOSTS": proxy.address.description, "LIANHU_DRAIN_SECONDS": "15"])
            proxy.refuse()
            try await town.publish([FleetTown.report("r1")])
            try await town.until("the report to be in hand") { worker.log.contains("waiting:") }
            worker.send(SIGTERM)
            #expect(try await worker.exit() == 0)
            #expect(try await town.depth("lianhu.intake") == 1)
            proxy.stop()
        }
    }

    @Test func aStartWithoutADatabaseCanBeCalledOff() async throws {
        try await FleetTown.run { town in
            let proxy = try TCPProxy(to: try TestServers.database)
            proxy.refuse()
            let worker = try town.start("lianhu-intake", ["LIANHU_DATABASE_HOSTS": proxy.address.description])
            try await town.until("a look at its health") { (try? await worker.get("/readyz").status) == 503 }
            worker.send(SIGTERM)
            #expect(try await worker.exit(within: .seconds(5)) == 0)
            proxy.stop()
        }
    }

    @Test func anIdleWorkerLeavesTheDatabaseAlone() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady()
            // One delivery wakes what sleeps; a wake that wakes itself would never sleep again.
            try await town.publish([FleetTown.report("r1")])
            try await town.outboxEmpties(within: .seconds(3))
            let before = try await town.commits()
            try await town.until("three seconds to pass", within: .seconds(10)) {
                Date().timeIntervalSince(before.at) > 3
            }
            let after = try await town.commits()
            // Twice a second the sweep and what waits, once a second the sources, all for one statement each.
            #expect(after.count - before.count < 60)
        }
    }
}

extension FleetTown {
    /// Transactions of this database so far, and when that was asked.
    fileprivate func commits() async throws -> (count: Int, at: Date) {
        let row = try await pool.query(
            """
            SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()), clock_timestamp()
            """
        ).rows.first
        guard let row else { throw FleetTestError("no statistics") }
        return (try row.decode(0), try row.decode(1))
    }

}
