import Foundation
import Postgres
import Testing

@testable import Fleet

/// A due row that nothing can be done with is put off, and the others do not wait for it.
@Suite struct DueFailureTests {
    @Test func oneBadTimerDoesNotHoldUpTheOthers() async throws {
        try await FleetTown.run { town in
            try await town.refuseClimbing()
            let clock = ["LIANHU_CLOCK": "2026-03-02T10:00:00+08:00*300"]
            _ = try await town.startReady("lianhu-intake", clock)
            let worker = try await town.startReady("lianhu-escalation", clock)
            var reports = (1...20).map { FleetTown.report("r\($0)", category: "fire", severity: "emergency") }
            reports.insert(FleetTown.report("bad", "毒", category: "fire", severity: "emergency"), at: 3)
            try await town.publish(reports, urgent: true)
            try await town.until("the others to climb, twice", within: .seconds(30)) {
                try await town.count("timer_decision") >= 40
            }
            #expect(try await worker.metric("lianhu_due_set_aside_total", containing: "timers") >= 1)
            let bad: SQL = "incident_id = (SELECT id FROM incident WHERE text = '毒')"
            #expect(try await town.count("timer_decision", bad) == 0)
            #expect(try await town.count("timer", "\(raw: bad) AND due_at > deadline") >= 1)
            #expect(worker.log.contains("nothing can be done with a due row"))
        }
    }

    @Test func roundsShrinkUntilOneStandsAloneAndGrowAgain() {
        var size = DueRoundSize(limit: 500)
        var seen: [Int] = []
        while size.shrink() { seen.append(size.now) }
        #expect(seen == [62, 7, 1, 1, 1])
        size.grow()
        #expect(size.now == 4)
        for _ in 0..<10 { size.grow() }
        #expect(size.now == 500)
    }
}

extension FleetTown {
    /// Makes the database refuse every rung of one incident.
    fileprivate func refuseClimbing() async throws {
        for statement: SQL in [
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
            IF (SELECT text FROM incident WHERE id = NEW.incident_id) = '毒' THEN RAISE 'no rung'; END IF;
            RETURN NEW; END$$
            """,
            "CREATE TRIGGER refuse BEFORE INSERT ON timer_decision FOR EACH ROW EXECUTE FUNCTION refuse()",
        ] { _ = try await pool.query(statement) }
    }
}
