import AMQP
import Events
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Fleet

/// A delivery that makes its batch fail stands alone in the end; its neighbours do not suffer.
@Suite struct PoisonTests {
    @Test func thePoisonClimbsTheLadderAndTheInnocentsAreDone() async throws {
        try await FleetTown.run { town in
            try await town.poison()
            let dead = try await town.tap("lianhu.dead", "intake.#")
            let retried = try await town.tap("lianhu.retry", "intake.#")
            var reports = (1...60).map { FleetTown.report("r\($0)") }
            reports.insert(FleetTown.report("poison", "毒"), at: 20)
            try await town.publish(reports)
            _ = try town.start()
            try await town.until("the innocents") { try await town.count("incident") == 60 }
            try await town.until("a dead letter") { await !dead.deliveries.isEmpty }
            let letter = try #require(await dead.deliveries.first)
            #expect(letter.properties.headers["lianhu-attempts"] == .int(3))
            #expect(letter.properties.headers["lianhu-reason"] == .string("failed"))
            #expect(letter.properties.headers["lianhu-origin-key"] == .string("incident.reported"))
            #expect(letter.body == FleetTown.report("poison", "毒").encoded().body)
            #expect(await retried.keys == ["intake.1s.normal", "intake.2s.normal"])
            let first = letter.properties.headers["lianhu-first-failed-at"]?.text.flatMap(RFC3339.date)
            let last = letter.properties.headers["lianhu-failed-at"]?.text.flatMap(RFC3339.date)
            let between = try #require(last).timeIntervalSince(try #require(first))
            #expect(between >= 3)
            #expect(try await town.count("event_identity") == 60)
            try await town.outboxEmpties(within: .seconds(2))
        }
    }

    @Test func whatHealsBeforeTheLadderEndsIsDone() async throws {
        try await FleetTown.run { town in
            try await town.poison()
            let retried = try await town.tap("lianhu.retry", "intake.#")
            _ = try await town.startReady()
            try await town.publish([FleetTown.report("poison", "毒", severity: "emergency")], urgent: true)
            try await town.until("the first step") { await !retried.deliveries.isEmpty }
            _ = try await town.pool.query("DROP TRIGGER poison ON incident")
            try await town.until("an incident") { try await town.count("incident") == 1 }
            #expect(await retried.keys.first == "intake.1s.urgent")
            #expect(try await town.count("dead_letter") == 0)
        }
    }

    @Test func aLevelThatIsMissingIsAnOutageAndLosesNothing() async throws {
        try await FleetTown.run { town in
            try await town.poison()
            let worker = try await town.startReady()
            try await town.management.deleteQueue("lianhu.intake.retry.1s")
            try await town.publish([FleetTown.report("poison", "毒")])
            try await town.until("not ready") {
                let answer = try await worker.get("/readyz")
                return answer.status == 503 && answer.text.contains("confirms: ")
            }
            try await town.management.declareQueue("lianhu.intake.retry.1s")
            try await town.management.bind("lianhu.intake.retry.1s", to: "lianhu.retry", key: "intake.1s.*")
            try await town.until("its place on the ladder") { try await town.depth("lianhu.intake.retry.1s") == 1 }
            try await worker.ready()
        }
    }

    @Test func whatTheDatabaseCannotHoldDoesNotStopTheOthers() async throws {
        try await FleetTown.run { town in
            let dead = try await town.tap("lianhu.dead", "intake.#")
            _ = try await town.startReady()
            var place = JSONObject()
            place["device"] = "camera\u{0}7"
            try await town.publish([
                FleetTown.report("r1"), FleetTown.report("nul", place: .object(place)), FleetTown.report("r2"),
            ])
            try await town.until("the innocents") { try await town.count("incident") >= 2 }
            try await town.until("the letter, or an incident without a device") {
                let incidents = try await town.count("incident")
                return await dead.deliveries.count == 1 || incidents == 3
            }
        }
    }
}

extension FleetTown {
    /// Makes the database refuse every incident with one text.
    func poison() async throws {
        for statement: SQL in [
            """
            CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS
            $$BEGIN IF NEW.text = '毒' THEN RAISE 'a poisonous text'; END IF; RETURN NEW; END$$
            """,
            "CREATE TRIGGER poison BEFORE INSERT ON incident FOR EACH ROW EXECUTE FUNCTION poison()",
        ] { _ = try await pool.query(statement) }
    }
}
