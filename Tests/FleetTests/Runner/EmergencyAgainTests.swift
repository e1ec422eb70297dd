import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store
import Testing

/// An emergency is never swallowed by what is there already, and no event stops the worker.
@Suite struct EmergencyAgainTests {
    @Test func anEmergencyAfterTheFirstWasResolvedIsANewMatter() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady("lianhu-intake", ["LIANHU_CLOCK": "2026-03-02T10:10:00+08:00*1"])
            try await town.publish([emergency("r1", at: 0)], urgent: true)
            try await town.until("an incident") { try await town.count("incident") == 1 }
            let number = try #require(try await town.texts("SELECT number FROM incident").first)
            try await town.publish([FleetTown.act("incident.resolved", "a1", number: number, at: 60)])
            try await town.until("resolved") { try await town.count("incident", "stage = 'resolved'") == 1 }
            try await town.publish([emergency("r2", at: 120)], urgent: true)
            try await town.until("a second incident") { try await town.count("incident") == 2 }
            #expect(try await town.count("timer", "kind = 'accept'") >= 1)
        }
    }

    @Test func aReportThatMakesAnEmergencyOfItCallsOfficersAndHouseholds() async throws {
        try await FleetTown.run { town in
            let notice = try await town.tap("lianhu.notice.urgent")
            _ = try await town.startReady()
            try await town.publish([
                FleetTown.report("r1", place: .string(FleetTown.unit), category: "fire", severity: "normal")
            ])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            try await town.publish([emergency("r2", at: 5)], urgent: true)
            try await town.until("two urgent notices") { await notice.deliveries.count == 2 }
            let asked = try await notice.events("notice.requested").map { try NoticeRequestedEvent.parse($0) }
            #expect(Set(asked.map(\.purpose)) == ["emergency", "callHouseholds"])
            #expect(asked.first { $0.purpose == "emergency" }?.audience.add == [.officers([1, 2, 3])])
            #expect(try await town.count("incident", "severity = 'emergency' AND reports = 2") == 1)
        }
    }

    @Test func neighboursGetNoneOfTheReportersWords() async throws {
        try await FleetTown.run { town in
            let notice = try await town.tap("lianhu.notice.urgent")
            _ = try await town.startReady()
            try await town.publish([emergency("r1", at: 0, text: "王建国家起火,电话13800138000")], urgent: true)
            try await town.until("two notices") { await notice.deliveries.count == 2 }
            let asked = try await notice.events("notice.requested").map { try NoticeRequestedEvent.parse($0) }
            let call = try #require(asked.first { $0.purpose == "callHouseholds" })
            #expect(!call.text.contains("王建国") && !call.text.contains("138"))
        }
    }

    @Test func anActFromTheEndOfTimeStopsNobody() async throws {
        try await FleetTown.run { town in
            let worker = try await town.startReady()
            let late = FleetTown.act("incident.accepted", "a1", reference: "case-9", at: 250_000_000_000)
            try await town.publish([late])
            try await town.until("it waits") { try await town.count("waiting_event") == 1 }
            #expect(worker.isRunning)
        }
    }

    @Test func whatIsToldOfItselfStandsApartFromWhatItsReceiverTells() {
        let event = CloudEvent(id: "1", source: "lianhu/inspection", type: "incident.reported")
        #expect(ToldEvent(event).row().cause != EventKey(source: event.source, id: event.id))
    }

    private func emergency(_ id: String, at seconds: TimeInterval, text: String = "着火") -> CloudEvent {
        var event = FleetTown.report(
            id, text, place: .string(FleetTown.unit), category: "fire", severity: "emergency")
        event.time = FleetTown.morning.addingTimeInterval(seconds)
        return event
    }
}
