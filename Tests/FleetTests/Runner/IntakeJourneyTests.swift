import AMQP
import Domain
import Events
import Foundation
import Postgres
import TestSupport
import Testing

/// One report's way through the real thing, and what becomes of it when it comes twice.
@Suite struct IntakeJourneyTests {
    @Test func aReportBecomesAnIncidentThatTheOthersHearOf() async throws {
        try await FleetTown.run { town in
            let escalation = try await town.tap("lianhu.escalation")
            let notice = try await town.tap("lianhu.notice")
            _ = try await town.startReady()
            let report = FleetTown.report("r1", place: .string(FleetTown.unit))
            try await town.publish([report])
            try await town.until("what is told") {
                let (told, asked) = await (escalation.deliveries.count, notice.deliveries.count)
                return told > 0 && asked > 0
            }
            let number = try #require(try await town.texts("SELECT number FROM incident").first)
            #expect(number.hasPrefix("20260302-"))
            #expect(
                try await town.texts("SELECT kind || ' ' || actor FROM incident_event ORDER BY at, rank")
                    == ["reported source:test/desk", "assigned "])
            #expect(
                try await town.texts("SELECT responsible || ' ' || rule || ' ' || stage FROM incident")
                    == ["officer:1 gridOfficer assigned"])
            #expect(
                try await town.texts("SELECT worker || ' ' || verdict FROM event_identity")
                    == ["intake opened \(number) "])
            #expect(await escalation.keys == ["incident.opened.330604.112.221.001.001"])
            #expect(await notice.keys == ["notice.requested.330604.112.221.001.001"])
            let opened = try #require(try await escalation.events("incident.opened").first)
            #expect(opened.id == "\(number)/1" && opened.source == "lianhu/intake")
            let asked = try NoticeRequestedEvent.parse(try #require(try await notice.events("notice.requested").first))
            #expect(asked.incident == number && asked.text.hasPrefix("【联户】事件\(number)(环境卫生)"))
            try await town.outboxEmpties(within: .seconds(1))
            try await town.settled(1)
            try await town.drain()
            #expect(try await town.depth("lianhu.intake") == 0, "acknowledged")
        }
    }

    @Test func publishersWhoAskAreAnswered() async throws {
        try await FleetTown.run { town in
            try await town.management.declareQueue("answers")
            let answers = try await town.tap("answers")
            _ = try await town.startReady()
            let report = FleetTown.report("r1", place: "999999", category: "ufo", more: JSONObject())
            for id in ["first", "again"] {
                try await town.publish(body: report.encoded().body) { properties in
                    properties.replyTo = "answers"
                    properties.correlationID = id
                }
                try await town.until("an answer") {
                    await answers.deliveries.contains { $0.properties.correlationID == id }
                }
            }
            try await town.publish(body: Array("{".utf8)) { properties in
                properties.replyTo = "answers"
                properties.correlationID = "wrong"
            }
            try await town.until("three answers") { await answers.deliveries.count == 3 }
            let said = try await answers.deliveries.map { try JSON.parse($0.body) }
            let number = try await town.texts("SELECT number FROM incident").first
            #expect(said.map { $0[key: "outcome"]?.stringValue } == ["accepted", "duplicate", "rejected"])
            #expect(said[0][key: "number"]?.stringValue == number && said[1][key: "number"]?.stringValue == number)
            let problems = said[0][key: "problems"]?.arrayValue?.compactMap(\.stringValue) ?? []
            #expect(Set(problems) == ["unknownCategory", "unknownArea", "placeGuessed"])
            #expect(said[2][key: "reason"]?.stringValue == "badJSON")
        }
    }

    @Test func aClockThatIsAheadIsPinnedAndSaid() async throws {
        try await FleetTown.run { town in
            try await town.management.declareQueue("answers")
            let answers = try await town.tap("answers")
            _ = try await town.startReady()
            var report = FleetTown.report("r1")
            report.time = FleetTown.morning.addingTimeInterval(3600)
            try await town.publish(body: report.encoded().body) { properties in
                properties.replyTo = "answers"
                properties.correlationID = "c"
            }
            try await town.until("an answer") { await answers.deliveries.count == 1 }
            let said = try JSON.parse(try #require(await answers.deliveries.first).body)
            #expect(said[key: "problems"]?.arrayValue?.compactMap(\.stringValue) == ["clockAhead"])
            #expect(try await town.count("incident", "opened_at < '2026-03-02T10:30:00+08:00'") == 1)
        }
    }

    @Test func theSameEventIsOneIncidentHoweverOftenAndWhereverItComes() async throws {
        try await FleetTown.run { town in
            // They lie in the queue before anybody reads, so that doubles share a batch.
            let reports = (1...40).map { FleetTown.report("r\($0)") }
            try await town.publish(reports + reports)
            _ = try town.start()
            _ = try town.start()
            try await town.publish(reports)
            try await town.settled(120)
            #expect(try await town.count("incident") == 40)
            #expect(try await town.count("event_identity") == 40)
            try await town.outboxEmpties(within: .seconds(2))
            #expect(try await town.count("dead_letter") == 0)
        }
    }
}
