import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store
import Testing

/// One matter through all four workers as processes: a house whose inspection is long overdue becomes a report, the
/// report an incident, the incident timers and texts, a missed deadline a rung, an act the end of waiting.
@Suite struct OneReportTests {
    @Test(.timeLimit(.minutes(2))) func overdueInspectionReachesPhonesAndClimbs() async throws {
        try await FleetTown.run { town in
            try await letHouse(in: town)
            let opened = try await town.tap(Exchange.events, "incident.opened.#")
            let escalated = try await town.tap(Exchange.events, "incident.escalated.#")
            let fleet = WholeFleet(town, clock: "2026-03-02T09:00:00+08:00*1200")
            try await fleet.up()
            let number = try await opensIncident(town, opened)
            try await textsOfficer(town, fleet, number)
            try await climbs(town, escalated, number)
            try await actEndsWaiting(town, number)
            try await leavesNothingBehind(town)
        }
    }

    private func letHouse(in town: FleetTown) async throws {
        let area = try #require(AreaCode(FleetTown.unit))
        let phone = try #require(PhoneNumber("13900000017"))
        let rental = Rental(
            code: "LH000001",
            details: RentalDetails(
                area: area, address: "村口1号", landlordName: "己", landlordPhone: phone, occupancy: 4),
            stage: .registered, registeredAt: FleetTown.morning.addingTimeInterval(-400 * 86_400), grade: .green,
            inspectedAt: FleetTown.morning.addingTimeInterval(-300 * 86_400))
        _ = try await town.pool.query(RentalStore.upsert([rental]))
    }

    /// Inspection → intake: one report, one incident, its history and what is told of it.
    private func opensIncident(_ town: FleetTown, _ opened: Tap) async throws -> String {
        try await town.until("an incident") { try await town.count("incident") == 1 }
        let number = try #require(try await town.texts("SELECT number FROM incident").first)
        #expect(try await town.texts("SELECT category FROM incident") == ["rental"])
        #expect(try await town.texts("SELECT place FROM incident") == ["rental:LH000001"])
        #expect(try await town.texts("SELECT step FROM inspection_decision") == ["overdue"])
        let kinds: [String] = try await town.texts("SELECT kind FROM incident_event ORDER BY at, rank")
        #expect(kinds.prefix(2) == ["reported", "assigned"])
        try await town.until("incident.opened on the wire") { try await opened.events("incident.opened").count >= 1 }
        let told = try #require(try await opened.events("incident.opened").first)
        #expect(told.data[key: "incident"]?.stringValue == number)
        #expect(told.data[key: "rule"]?.stringValue == "gridOfficer")
        return number
    }

    /// Intake → notice → carrier → receipt.
    private func textsOfficer(_ town: FleetTown, _ fleet: WholeFleet, _ number: String) async throws {
        try await town.until("a receipted text") {
            try await town.count("delivery", "state = 'delivered' AND phone = '13800000001'") >= 1
        }
        let texts = try fleet.carried().filter { $0.phone == "13800000001" && $0.text.contains(number) }
        #expect(!texts.isEmpty)
    }

    /// Escalation: a missed acceptance climbs, once a rung, and stands in the history.
    private func climbs(_ town: FleetTown, _ escalated: Tap, _ number: String) async throws {
        try await town.until("a rung in the history", within: .seconds(30)) {
            try await town.count("incident_event", "kind = 'escalated'") >= 1
        }
        let told = try #require(try await escalated.events("incident.escalated").first)
        #expect(told.data[key: "incident"]?.stringValue == number)
        #expect(told.data[key: "kind"]?.stringValue == "accept")
        #expect(try await town.count("timer_decision", "outcome = 'climbed'") >= 1)
    }

    /// An act cancels what waited for it; only the resolution is still waited for.
    private func actEndsWaiting(_ town: FleetTown, _ number: String) async throws {
        try await town.publish([FleetTown.act("incident.accepted", "taken", number: number, at: 18_000)])
        try await town.until("no timer for the acceptance") {
            let accept = try await town.count("timer", "kind = 'accept'")
            let resolve = try await town.count("timer", "kind = 'resolve'")
            return accept == 0 && resolve == 1
        }
        #expect(try await town.texts("SELECT stage FROM incident") == ["accepted"])
    }

    private func leavesNothingBehind(_ town: FleetTown) async throws {
        try await town.outboxEmpties(within: .seconds(5))
        #expect(try await town.count("dead_letter") == 0)
        #expect(try await town.count("waiting_event") == 0)
        #expect(try await town.count("in_hand") == 0)
        for worker in Worker.allCases {
            for urgent in [true, false] {
                let queue = worker.queue(urgent: urgent)
                try await town.until("\(queue) empty") { try await town.depth(queue) == 0 }
            }
        }
        #expect(try await town.depth("lianhu.unrouted") == 0)
    }
}
