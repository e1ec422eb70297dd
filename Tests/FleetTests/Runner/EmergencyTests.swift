import AMQP
import Domain
import Events
import Foundation
import Postgres
import TestSupport
import Testing

/// An emergency has queues of its own, and people are told at once.
@Suite struct EmergencyTests {
    @Test func anEmergencyTakesTheUrgentWayAndArmsItsTimers() async throws {
        try await FleetTown.run { town in
            let escalation = try await town.tap("lianhu.escalation.urgent")
            let notice = try await town.tap("lianhu.notice.urgent")
            _ = try await town.startReady()
            var reporter = JSONObject()
            reporter["reporter"] = ["phone": "139 0000 0099"]
            let report = FleetTown.report(
                "r1", "厨房着火", place: ["household": 17], category: "fire", severity: "emergency", more: reporter)
            try await town.publish([report], urgent: true)
            try await town.until("three notices") { await notice.deliveries.count == 3 }
            try await town.until("one event") { await escalation.deliveries.count == 1 }
            #expect(await escalation.keys == ["urgent.incident.opened.330604.112.221.001.001"])
            let asked = try await notice.events("notice.requested").map { try NoticeRequestedEvent.parse($0) }
            #expect(Set(asked.map(\.purpose)) == ["assignment", "callHouseholds", "receipt"])
            #expect(asked.allSatisfy { $0.priority == .emergency })
            #expect(
                try await town.texts("SELECT array_to_string(told, ',') FROM incident_event WHERE kind = 'assigned'")
                    == ["1,2,3"])
            #expect(try await town.count("timer") > 0)
        }
    }

    @Test func theNeighboursNeverReadWhatIsPrivate() async throws {
        try await FleetTown.run { town in
            let notice = try await town.tap("lianhu.notice.urgent")
            _ = try await town.startReady()
            let secret = "老王家打架"
            try await town.publish(
                [
                    FleetTown.report(
                        "r1", secret, place: .string(FleetTown.unit), category: "dispute", severity: "emergency")
                ], urgent: true)
            try await town.until("two notices") { await notice.deliveries.count == 2 }
            let asked = try await notice.events("notice.requested").map { try NoticeRequestedEvent.parse($0) }
            let call = try #require(asked.first { $0.purpose == "callHouseholds" })
            #expect(!call.text.contains(secret) && !call.text.contains("纠纷"))
        }
    }

    @Test func aRungThatWasClimbedIsHistory() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady()
            try await town.publish([FleetTown.report("r1", reference: "case-1")])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            let number = try #require(try await town.texts("SELECT number FROM incident").first)
            var data = JSONObject()
            data["incident"] = .string(number)
            data["kind"] = "accept"
            data["rung"] = 1
            data["rungName"] = "adjacentOfficer"
            data["deadline"] = "2026-03-02T12:00:00+08:00"
            data["told"] = [2]
            data["lateBy"] = 0
            let climbed = CloudEvent(
                id: "\(number)/accept/1/standard-1", source: "lianhu/escalation", type: "incident.escalated",
                time: FleetTown.morning.addingTimeInterval(1), data: .object(data))
            try await town.publish([climbed])
            try await town.until("the rung") { try await town.count("incident", "rung = 1") == 1 }
            try await town.publish([FleetTown.act("incident.accepted", "a1", by: "officer:2", number: number, at: 2)])
            try await town.until("whoever was told may act") {
                try await town.count("incident", "stage = 'accepted' AND responsible = 'officer:2'") == 1
            }
        }
    }
}
