import Fleet
import Postgres
import TestSupport
import Testing

/// Each worker dies at each step of a delivery's way; the next process finishes what was begun, once.
@Suite(.serialized) struct CrashRunnerTests {
    /// Stories that end at each step. Most are reached by any delivery. To be noted as in hand it must have been
    /// delivered before, and to be a suspect a process must have died then.
    private static let stories: [[CrashPoint]] =
        [
            .received, .decoded, .begun, .loaded, .decided, .saved, .committed, .published, .failuresSent, .answered,
            .acknowledged,
        ].map { [$0] } + [[.received, .held], [.received, .held, .charged]]

    @Test(
        .timeLimit(.minutes(4)),
        arguments: [
            ("intake", "ordinary"), ("intake", "urgent"), ("notice", "ordinary"), ("notice", "urgent"),
            ("escalation", "ordinary"), ("escalation", "urgent"), ("inspection", "ordinary"),
        ])
    func everyStepCanBeTheLast(worker: String, lane: String) async throws {
        try await CrashTown.run(clock: "2026-03-02T10:00:00+08:00*1") { crash in
            for story in Self.stories {
                let name = "\(worker)-\(lane)-\(story.last?.rawValue ?? "")"
                try await crash.dies("lianhu-\(worker)", at: story.map { CrashStep(point: $0, place: lane) }, name)
            }
            try await crash.balances()
        }
    }

    /// What kills whoever reads it: fresh, in its group, twice alone. Its letter is safe before it is forgotten.
    @Test(.timeLimit(.minutes(1))) func forgettingASuspectCanBeTheLast() async throws {
        try await CrashTown.run(clock: "2026-03-02T10:00:00+08:00*1") { crash in
            let (killer, innocent) = (
                FleetTown.report("poison/broken", "毒药 poison"), FleetTown.report("poison/1", "灯坏了 poison")
            )
            let deaths = Array(repeating: ["LIANHU_TEST_CRASH_ON": "毒药"], count: 4)
            let last = CrashStep(point: .suspectsForgotten).settings
            try await crash.fleet.dies("lianhu-intake", deaths + [last]) {
                try await crash.town.publish([innocent, killer])
            }
            let expected = [
                "armed", "dead suspectedPoison", "incident normal assigned", "reported poison/1", "told assignment",
            ]
            try await crash.expect("poison", expected)
            try await crash.balances()
        }
    }

    /// A redelivered event fails alone, and the database goes away before that it is out of hand is noted.
    @Test(.timeLimit(.minutes(1))) func whatFailedAloneIsNotInHand() async throws {
        try await CrashTown.run(clock: "2026-03-02T10:00:00+08:00*1") { crash in
            try await TownDatabase.script(Self.refusals, crash.town.database)
            let failing = FleetTown.report("refused/broken", "always fails refused")
            try await crash.fleet.dies("lianhu-intake", [CrashStep(point: .received, place: "ordinary").settings]) {
                try await crash.town.publish([failing])
            }
            try await crash.expect("refused", ["dead failed"])
            try await crash.balances()
            #expect(try await crash.town.count("refused", "is_called") == 1)
        }
    }

    /// Once a report has failed, the first statements that take anything out of hand meet a database that shuts down.
    private static let refusals = """
        CREATE SEQUENCE failed;
        CREATE SEQUENCE refused;
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
            PERFORM nextval('failed'); RAISE EXCEPTION 'poison'; END$$;
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
            IF (SELECT is_called FROM failed) AND nextval('refused') <= 2
            THEN RAISE EXCEPTION 'shut down' USING ERRCODE = '57P01'; END IF;
            RETURN OLD; END$$;
        CREATE TRIGGER fail BEFORE INSERT ON incident FOR EACH ROW EXECUTE FUNCTION fail();
        CREATE TRIGGER refuse BEFORE DELETE ON in_hand FOR EACH ROW EXECUTE FUNCTION refuse();
        """
}
