import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

/// The demo's day, once in peace and once with every worker killed at seeded moments: the same in the end.
///
/// What may differ is what depended on when it was done: who had it by which rule, who was told, rungs climbed.
/// [architecture.md, law 3]
@Suite struct KilledDayTests {
    private static let moments = 20
    private static let clock = "2026-03-02T06:00:00+08:00*900"
    /// Real seconds from the start of the day's play in which kills are spread.
    private static let span = 40.0

    @Test(.timeLimit(.minutes(5))) func dayEndsTheSameWhoeverWasKilled() async throws {
        async let peace = day(kills: nil)
        async let war = day(kills: Seeded(20_260_302))
        let (quiet, killed) = try await (peace, war)
        #expect(killed.incidents == quiet.incidents)
        #expect(killed.acts == quiet.acts)
        #expect(killed.deadLetters == quiet.deadLetters)
        #expect(killed.inspections == quiet.inspections)
        #expect(killed.texts == quiet.texts)
    }

    /// What must be the same.
    private struct Ending: Sendable {
        var incidents: [String] = []
        var acts: [String] = []
        var deadLetters: [String] = []
        var inspections: [String] = []
        /// Phones told for purposes that do not depend on the moment.
        var texts: [String] = []
    }

    private func day(kills: Seeded?) async throws -> Ending {
        var ending = Ending()
        try await FleetTown.run { town in
            _ = try await town.pool.query("TRUNCATE area, household, officer CASCADE")
            let fleet = WholeFleet(town, clock: Self.clock)
            try await fleet.finish("simulate", "village", "--load", within: .seconds(30))
            try await fleet.up()
            let player = try fleet.lianhu("simulate", "village", "--play")
            if let kills { try await kill(fleet, kills) }
            let code = try await player.exit(within: .seconds(120))
            if code != 0 { throw FleetTestError("the day ended with \(code): \(player.log)") }
            try await quiet(town)
            try await checkLedger(town, fleet)
            ending = try await read(town)
        }
        return ending
    }

    /// At each moment each worker is killed, one shortly after the other.
    private func kill(_ fleet: WholeFleet, _ seeded: Seeded) async throws {
        var seeded = seeded
        let start = ContinuousClock.now
        let moments = (0..<Self.moments).map { _ in Double.random(in: 0..<Self.span, using: &seeded) }.sorted()
        for moment in moments {
            try await Task.waitUntil(start + .seconds(moment))
            for worker in WholeFleet.workers.shuffled(using: &seeded) { try await fleet.killAndRestart(worker) }
        }
    }

    /// Nothing is under way any more. Texts that wait for the morning are not under way.
    private func quiet(_ town: FleetTown) async throws {
        try await town.until("quiet", within: .seconds(90)) {
            let outbox = try await town.count("outbox")
            let deliveries = try await town.count("delivery", "state IN ('sending', 'ambiguous', 'submitted')")
            let waiting = try await town.count("waiting_event")
            return outbox == 0 && deliveries == 0 && waiting == 0
        }
    }

    /// No phone got a text twice, but an emergency's after a submit without an answer, and those are counted.
    private func checkLedger(_ town: FleetTown, _ fleet: WholeFleet) async throws {
        let carried = Dictionary(grouping: try fleet.carried(), by: \.reference)
        let resends: [String] = try await town.texts(
            """
            SELECT d.id::text FROM delivery d JOIN notice n ON n.id = d.notice_id
            WHERE d.resends > 0 AND n.priority = 'emergency'
            """)
        for (reference, submissions) in carried where submissions.count > 1 {
            #expect(resends.contains { reference.contains($0) }, "\(reference) was texted \(submissions.count) times")
        }
        // The clock goes on, and with it hand-overs and rungs: both are looked at until they agree.
        try await town.until("each text at the carrier delivered", within: .seconds(30)) {
            let taken = Set(try fleet.carried().map(\.reference)).count
            return try await town.count("delivery", "state = 'delivered'") == taken
        }
        #expect(try await town.count("in_hand") == 0)
    }

    private func read(_ town: FleetTown) async throws -> Ending {
        Ending(
            incidents: try await town.texts(
                "SELECT concat_ws(' ', category, severity, area_code, reports, stage, text) FROM incident ORDER BY 1"),
            acts: try await town.texts(
                "SELECT concat_ws(' ', kind, source, event_id) FROM incident_event WHERE source NOT LIKE 'lianhu/%' ORDER BY 1"
            ),
            deadLetters: try await town.texts("SELECT reason || ' ' || event_id FROM dead_letter ORDER BY 1"),
            inspections: try await town.texts(
                "SELECT d::text FROM (SELECT rental_id, step FROM inspection_decision) d ORDER BY 1"),
            texts: try await town.texts(
                """
                SELECT concat_ws(' ', n.purpose, d.phone) FROM delivery d JOIN notice n ON n.id = d.notice_id
                WHERE n.purpose IN ('receipt', 'callHouseholds') ORDER BY 1
                """))
    }
}

extension Task where Success == Never, Failure == Never {
    /// Waits for a moment of the seeded schedule: the schedule is the test.
    fileprivate static func waitUntil(_ instant: ContinuousClock.Instant) async throws {
        try await Task.sleep(until: instant, clock: .continuous)
    }
}
