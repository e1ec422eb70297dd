import Domain
import Events
import Foundation
import Postgres
import TestSupport
import Testing

/// Replies through the queues: who answers what, and what becomes of it.
@Suite struct NoticeReplyWorkTests {
    private static let morning = ["LIANHU_CLOCK": "2026-03-02T10:00:00+08:00*1"]

    @Test func anOfficerAcceptsAndResolvesByTelephone() async throws {
        try await FleetTown.run { town in
            let carrier = try await fleet(town)
            try await town.publish([FleetTown.report("r1", "路灯坏了")])
            try await town.until("the text") { try carrier.messages().count == 1 }
            #expect(try carrier.messages().first?.text.hasSuffix("回复1受理,2办结。") == true)
            try await reply("1", "a1", from: "13800000001", town)
            try await town.until("accepted") {
                try await town.count("incident", "stage = 'accepted' AND responsible = 'officer:1'") == 1
            }
            try await reply("办结", "a2", from: "+8613800000001", town)
            try await town.until("resolved") { try await town.count("incident", "stage = 'resolved'") == 1 }
            #expect(try await town.count("question", "closed_at IS NOT NULL AND answer = '2'") == 1)
        }
    }

    /// Typed on a phone of the carrier's, signed by it, through the notice worker's door and both queues.
    @Test func anAnswerGoesTheWholeWay() async throws {
        try await FleetTown.run { town in
            let carrier = try await fleet(town)
            try await town.publish([FleetTown.report("r1", "路灯坏了")])
            try await town.until("the text") { try carrier.messages().count == 1 }
            #expect(try await carrier.type("1", on: "13800000001") == 200)
            try await town.until("accepted") { try await town.count("incident", "stage = 'accepted'") == 1 }
        }
    }

    @Test func twoOpenQuestionsHaveLetters() async throws {
        try await FleetTown.run { town in
            let carrier = try await fleet(town)
            try await town.publish([FleetTown.report("r1", "一", reference: "one")])
            try await town.until("the first text") { try carrier.messages().count == 1 }
            try await town.publish([FleetTown.report("r2", "二", category: "gas", reference: "two")])
            try await town.until("the second text") { try carrier.messages().count == 2 }
            #expect(try carrier.messages().last?.text.hasSuffix("回复B1受理,B2办结。") == true)
            try await reply("A1", "a1", from: "13800000001", town)
            try await town.until("the first accepted") {
                try await town.texts("SELECT text FROM incident WHERE stage = 'accepted'") == ["一"]
            }
            try await reply("1", "a2", from: "13800000001", town)
            try await town.until("the last asked accepted") {
                try await town.count("incident", "stage = 'accepted'") == 2
            }
        }
    }

    /// The text of an emergency is worthless after an hour; that it is done is said when it is done. An answer goes to
    /// the last question that can still be answered.
    @Test func whatHasEndedIsNotAnswered() async throws {
        try await FleetTown.run { town in
            let carrier = try await fleet(town)
            let first = FleetTown.report("r1", "一", category: "fire", severity: "emergency", reference: "one")
            try await town.publish([first], urgent: true)
            try await town.until("the first texts") { try carrier.messages().contains { $0.phone == "13800000001" } }
            #expect(try await town.count("question", "until_at < asked_at + interval '6 days'") == 0)
            try await town.publish([FleetTown.report("r2", "二", category: "gas", reference: "two")])
            try await town.until("two questions") {
                try await town.count("question", "phone = '13800000001' AND kind = 'act'") == 2
            }
            try await town.publish([FleetTown.act("incident.cancelled", "c1", reference: "two", at: 5)])
            try await town.until("the end of the second") {
                try await town.count("incident", "stage = 'cancelled'") == 1
            }
            try await reply("1", "a1", from: "13800000001", town)
            try await town.until("the first accepted") {
                try await town.texts("SELECT text FROM incident WHERE stage = 'accepted'") == ["一"]
            }
        }
    }

    @Test func theNeighboursSayThatTheyAreComing() async throws {
        try await FleetTown.run { town in
            let carrier = try await fleet(town)
            try await town.publish(
                [FleetTown.report("r1", "着火", place: .string(FleetTown.unit), category: "fire", severity: "emergency")],
                urgent: true)
            try await town.until("the call") { try carrier.messages().contains { $0.phone == "13900000017" } }
            try await reply("我来", "a1", from: "13900000017", town)
            try await town.until("the answer") {
                try await town.count("question", "kind = 'coming' AND answer = '1'") == 1
            }
            #expect(try await town.count("incident", "stage = 'assigned'") == 1, "coming is not taking it on")
        }
    }

    @Test func aReportersMarkIsTheReturnVisit() async throws {
        try await FleetTown.run { town in
            let carrier = try await fleet(town)
            var more = JSONObject()
            more["reporter"] = ["phone": "13600000001"]
            try await town.publish([FleetTown.report("r1", reference: "one", more: more)])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            try await town.publish([FleetTown.act("incident.resolved", "d1", reference: "one", at: 5)])
            try await town.until("the question") { try carrier.messages().contains { $0.text.contains("1至5分") } }
            try await reply("5 谢谢", "a1", from: "13600000001", town)
            try await town.until("the end") { try await town.count("incident", "stage = 'closed'") == 1 }
            #expect(try await town.count("incident_event", "kind = 'visited' AND score = 5") == 1)
        }
    }

    @Test func whoWantsNothingGetsEmergenciesAlone() async throws {
        try await FleetTown.run { town in
            let carrier = try await fleet(town)
            try await reply("TD", "t1", from: "13900000017", town)
            try await town.until("the consent") { try await town.count("opt_out", "words = 'TD'") == 1 }
            for (key, priority) in [("n", "normal"), ("e", "emergency")] {
                try await town.publish([notice(key, priority)], urgent: priority == "emergency")
            }
            try await town.until("the emergency") { try carrier.messages().contains { $0.text == "e" } }
            try await town.until("the other one's end") {
                try await town.count("delivery", "state = 'stopped' AND problem = 'optedOut'") >= 1
            }
            #expect(try !carrier.messages().contains { $0.text == "n" })
            try await reply("HF", "t2", from: "13900000017", town)
            try await town.until("back") { try await town.count("opt_out") == 0 }
        }
    }

    @Test func wordsOfThoseWhomNobodyAskedFindTheirWay() async throws {
        try await FleetTown.run { town in
            try await town.pool.withConnection { connection in
                try await connection.script(
                    "INSERT INTO post (officer_id, area_id, role) VALUES (3, 6, 'unitLeader')")
            }
            let carrier = try await fleet(town)
            try await reply("3号楼着火了", "w1", from: "13800000003", town)
            try await town.until("a report") {
                try await town.count("incident", "severity = 'emergency' AND area_code = '330604112221001001'") == 1
            }
            try await reply("路口的灯不亮", "w2", from: "13900000017", town)
            try await town.until("the officer's text") {
                try carrier.messages().contains { $0.phone == "13800000001" && $0.text.contains("路口的灯不亮") }
            }
            try await reply("hello", "w3", from: "13012345678", town)
            try await town.until("the stranger") { try await town.count("event_identity", "verdict = 'stranger'") == 1 }
            try await town.outboxEmpties(within: .seconds(15))
            #expect(try !carrier.messages().contains { $0.phone == "13012345678" }, "strangers are told nothing")
        }
    }

    @Test func helpComesThreeTimesAnHourAtMost() async throws {
        try await FleetTown.run { town in
            let carrier = try await fleet(town)
            for number in 1...6 { try await reply("?", "h\(number)", from: "13800000002", town) }
            try await town.until("six verdicts") { try await town.count("event_identity", "verdict = 'unread'") == 6 }
            try await town.until("three texts") { try carrier.messages().count == 3 }
            #expect(try await town.count("notice", "purpose = 'help'") == 3)
        }
    }

    private func fleet(_ town: FleetTown) async throws -> StandinCarrierProcess {
        let folder = FileManager.default.temporaryDirectory.appending(path: "carrier-\(UUID().uuidString)")
        let carrier = StandinCarrierProcess(folder: folder)
        try carrier.start(town)
        _ = try await town.startReady("lianhu-intake", Self.morning)
        var settings = carrier.settings().merging(Self.morning) { _, new in new }
        settings["LIANHU_HTTP_PORT"] = "\(carrier.receiptsPort)"
        _ = try await town.startReady("lianhu-notice", settings)
        try await town.until("a carrier") { FileManager.default.fileExists(atPath: folder.path()) }
        return carrier
    }

    private func reply(_ text: String, _ id: String, from phone: String, _ town: FleetTown) async throws {
        try await town.publish([
            CloudEvent(
                id: id, source: "carrier/standin", type: "notice.replied", subject: nil,
                time: FleetTown.morning.addingTimeInterval(30), data: ["phone": .string(phone), "text": .string(text)])
        ])
    }

    private func notice(_ key: String, _ priority: String) -> CloudEvent {
        CloudEvent(
            id: key, source: "test/desk", type: "notice.requested", subject: key, time: FleetTown.morning,
            data: [
                "key": .string(key), "purpose": "test", "priority": .string(priority), "text": .string(key),
                "audience": ["add": [["household": 17]]],
            ])
    }
}
