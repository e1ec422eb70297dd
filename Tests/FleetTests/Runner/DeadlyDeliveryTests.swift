import AMQP
import Events
import Fleet
import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

/// A delivery that kills whoever works on it is found and set aside; those beside it are done.
@Suite struct DeadlyDeliveryTests {
    @Test func whatKillsAgainAndAgainIsADeadLetterAndItsNeighboursAreDone() async throws {
        try await FleetTown.run { town in
            try await town.deadly()
            let dead = try await town.tap("lianhu.dead", "intake.#")
            var reports = (1...30).map { FleetTown.report("r\($0)") }
            reports.insert(FleetTown.report("deadly", "毒"), at: 10)
            try await town.publish(reports)
            var deaths = 0
            while await dead.deliveries.isEmpty, deaths < 8 {
                let worker = try town.start()
                try await town.until("the deadly one in hand, or set aside") {
                    let inHand = try await town.sleeping()
                    return await !dead.deliveries.isEmpty || inHand
                }
                guard await dead.deliveries.isEmpty else { break }
                worker.send(SIGKILL)
                _ = try await worker.exit()
                try await town.wakeSleeping()
                deaths += 1
            }
            #expect(deaths == 4, "fresh, in its group, twice alone")
            #expect(await dead.keys == ["intake.suspectedPoison"])
            try await town.until("the innocents") { try await town.count("incident") == 30 }
            #expect(await dead.deliveries.first?.body == FleetTown.report("deadly", "毒").encoded().body)
            try await town.until("nothing in hand") { try await town.count("in_hand") == 0 }
        }
    }

    @Test func whatIsGivenBackInADrainIsNoSuspect() async throws {
        try await FleetTown.run { town in
            let first = try await town.startReady()
            try await town.publish((1...200).map { FleetTown.report("r\($0)") })
            first.send(SIGTERM)
            #expect(try await first.exit() == 0)
            let second = try town.start()
            try await town.until("all of them") { try await town.count("incident") == 200 }
            try await town.until("nothing in hand") { try await town.count("in_hand") == 0 }
            #expect(!second.log.contains("runs alone"))
        }
    }
}

extension FleetTown {
    /// Makes the database hang on one text, so that a test can kill the worker that waits for it.
    fileprivate func deadly() async throws {
        for statement: SQL in [
            """
            CREATE FUNCTION deadly() RETURNS trigger LANGUAGE plpgsql AS
            $$BEGIN IF NEW.text = '毒' THEN PERFORM pg_sleep(40); END IF; RETURN NEW; END$$
            """,
            "CREATE TRIGGER deadly BEFORE INSERT ON incident FOR EACH ROW EXECUTE FUNCTION deadly()",
        ] { _ = try await pool.query(statement) }
    }

    fileprivate func sleeping() async throws -> Bool {
        try await count("pg_stat_activity", "wait_event = 'PgSleep' AND datname = current_database()") > 0
    }

    /// Ends what a killed worker has left running in the database.
    fileprivate func wakeSleeping() async throws {
        _ = try await pool.query(
            """
            SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE wait_event = 'PgSleep' AND datname = current_database()
            """)
    }
}
