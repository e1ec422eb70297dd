import Domain
import Events
import Foundation
import Postgres
import TestSupport
import Testing

/// The life of an incident through the queues: handing over, giving back, being one matter, coming to an end.
@Suite struct IncidentLifeWorkTests {
    @Test func aDepartmentIsAskedAndMaySendItBack() async throws {
        try await FleetTown.run { town in
            let notice = try await town.tap("lianhu.notice")
            _ = try await town.startReady()
            let number = try await opened(town)
            let offer = act("incident.transferred", "t1", number, at: 1, ["to": ["department": "gas"]])
            try await town.publish([offer])
            try await town.until("the offer") {
                try await town.count("incident", "offered_to = 'department:gas' AND responsible = 'officer:1'") == 1
            }
            let refusal = act("incident.declined", "d1", number, at: 2, ["actor": "department:gas", "note": "no gas"])
            try await town.publish([refusal])
            try await town.until("the bounce") {
                try await town.count("incident", "bounces = 1 AND offered_to IS NULL") == 1
            }
            try await town.until("three notices") { await notice.deliveries.count == 3 }
            let asked = try await notice.events("notice.requested").map { try NoticeRequestedEvent.parse($0) }
            #expect(asked[1].audience.add == [.departments(["gas"])])
            #expect(asked[2].audience.add == [.officers([1])] && asked[2].text.contains("no gas"))
        }
    }

    @Test func whoGivesItBackIsRelievedAndTheNextIsTold() async throws {
        try await FleetTown.run { town in
            let notice = try await town.tap("lianhu.notice")
            _ = try await town.startReady()
            let number = try await opened(town)
            try await town.publish([act("incident.declined", "d1", number, at: 1, [:])])
            try await town.until("another officer") {
                try await town.count("incident", "responsible = 'officer:2' AND rule = 'adjacentOfficer'") == 1
            }
            try await town.until("three notices") { await notice.deliveries.count == 3 }
            let asked = try await notice.events("notice.requested").map { try NoticeRequestedEvent.parse($0) }
            #expect(asked.dropFirst().map(\.purpose) == ["assignment", "relief"])
            #expect(asked[2].audience.add == [.officers([1])])
        }
    }

    @Test func aReportThatBelongsToTwoMakesThemOne() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady()
            try await town.publish([FleetTown.report("r1", reference: "case-1")])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            try await town.publish([FleetTown.report("r2", "门口冒烟", place: ["household": 17], severity: "urgent")])
            try await town.until("another") { try await town.count("incident") == 2 }
            let bridge = FleetTown.report("r3", "还在冒烟", place: ["household": 17], reference: "case-1")
            try await town.publish([bridge])
            try await town.until("one of them") {
                try await town.count("incident", "reports = 3 AND severity = 'urgent' AND merged_into IS NULL") == 1
            }
            #expect(try await town.count("incident", "stage = 'merged' AND merged_into IS NOT NULL") == 1)
            let gone = try #require(try await town.texts("SELECT number FROM incident WHERE stage = 'merged'").first)
            try await town.publish([
                act("incident.accepted", "a1", gone, at: 5, [:]),
                FleetTown.report("r4", "又冒烟", place: ["household": 17]),
            ])
            try await town.until("what comes to the one to be the other's") {
                try await town.count("incident", "reports = 4 AND stage = 'accepted'") == 1
            }
            #expect(try await town.count("incident") == 2)
            #expect(try await town.count("incident_event", "kind = 'reported' AND text = '门口冒烟'") == 2)
        }
    }

    @Test func whoeverReportsItTooIsToldOfReceipt() async throws {
        try await FleetTown.run { town in
            let notice = try await town.tap("lianhu.notice")
            _ = try await town.startReady()
            for (id, phone) in [("r1", "13600000001"), ("r2", "13600000002")] {
                var more = JSONObject()
                more["reporter"] = ["phone": .string(phone)]
                try await town.publish([FleetTown.report(id, reference: "case-1", more: more)])
            }
            try await town.until("two receipts") {
                Set(try await told(notice).filter { $0.purpose == "receipt" }.map(\.key)).count == 2
            }
            #expect(try await town.count("incident", "reports = 2") == 1)
            #expect(try await town.count("incident_reporter") == 2)
        }
    }

    @Test func theNightsListIsHandedOverInTheMorning() async throws {
        try await FleetTown.run { town in
            let notice = try await town.tap("lianhu.notice")
            let announced = try await town.tap("lianhu.events", "incident.handedOver.#")
            _ = try await town.startReady("lianhu-intake", ["LIANHU_CLOCK": "2026-03-03T08:29:00+08:00*10"])
            try await town.publish([FleetTown.report("r1"), FleetTown.report("r2", category: "service")])
            try await town.until("the night's team") {
                try await town.count("incident", "responsible = 'officer:4' AND rule = 'outOfHours'") == 2
            }
            #expect(try await town.count("hand_over") == 2)
            try await town.until("the grid's officer") {
                try await town.count("incident", "responsible = 'officer:1' AND rule = 'handedOver'") == 2
            }
            #expect(try await town.count("hand_over") == 0)
            try await town.until("the list") { await announced.deliveries.count == 1 }
            try await town.until("three notices") { await notice.deliveries.count == 3 }
            let asked = try await notice.events("notice.requested").map { try NoticeRequestedEvent.parse($0) }
            let list = try #require(asked.first { $0.purpose == "handOver" })
            #expect(list.audience.add == [.officers([1])] && list.text.contains("2件"))
        }
    }

    @Test func theReporterIsAskedRemindedAndToldOfTheEnd() async throws {
        try await FleetTown.run { town in
            let notice = try await town.tap("lianhu.notice")
            let clock = ["LIANHU_CLOCK": "2026-03-02T10:00:00+08:00*28800"]
            _ = try await town.startReady("lianhu-intake", clock)
            _ = try await town.startReady("lianhu-escalation", clock)
            var more = JSONObject()
            more["reporter"] = ["phone": "13900000099"]
            // The grid's officer is told of an emergency at any hour.
            try await town.publish([FleetTown.report("r1", severity: "emergency", more: more)], urgent: true)
            try await town.until("an incident") { try await town.count("incident") == 1 }
            let number = try #require(try await town.texts("SELECT number FROM incident").first)
            try await town.publish([act("incident.resolved", "a1", number, at: 60, [:])])
            try await town.until("the end", within: .seconds(40)) {
                try await town.count("incident", "stage = 'closed' AND closed_at IS NOT NULL") == 1
            }
            try await town.until("the news of it") {
                try await told(notice).contains { $0.audience.add == [.reporters(number)] && $0.purpose == "closed" }
            }
            let visits = try await told(notice).filter { $0.purpose == "visit" }
            #expect(visits.count == 2 && visits.allSatisfy { $0.audience.add == [.reporters(number)] })
            #expect(try await town.texts("SELECT phone FROM incident_reporter") == ["13900000099"])
            try await town.until("no timer") { try await town.count("timer") == 0 }
        }
    }

    @Test func aWrongPlaceIsPutRight() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady()
            let number = try await opened(town)
            let place: [String: JSON] = ["actor": "desk:330604112", "place": ["area": "330604112221002"]]
            try await town.publish([act("incident.amended", "m1", number, at: 5, place)])
            try await town.until("the other grid's officer") {
                try await town.count(
                    "incident", "responsible = 'officer:2' AND area_code = '330604112221002'") == 1
            }
        }
    }

    private func told(_ notice: Tap) async throws -> [NoticeRequest] {
        try await notice.events("notice.requested").map { try NoticeRequestedEvent.parse($0) }
    }

    private func opened(_ town: FleetTown) async throws -> String {
        try await town.publish([FleetTown.report("r1")])
        try await town.until("an incident") { try await town.count("incident") == 1 }
        return try #require(try await town.texts("SELECT number FROM incident").first)
    }

    private func act(
        _ type: String, _ id: String, _ number: String, at seconds: TimeInterval, _ more: [String: JSON]
    ) -> CloudEvent {
        var event = FleetTown.act(type, id, number: number, at: seconds)
        guard case .object(var data) = event.data else { return event }
        for (name, value) in more { data[name] = value }
        event.data = .object(data)
        return event
    }
}
