import AMQP
import Domain
import Events
import Foundation
import Postgres
import TestSupport
import Testing

/// Acts in any order: early ones wait, those of strangers are history with a refusal.
@Suite struct IntakeActTests {
    /// A minute of the fleet's in half a second: what waits is looked at again every minute.
    private static let quick = ["LIANHU_CLOCK": "2026-03-02T10:00:00+08:00*120"]

    @Test func anActBeforeItsReportWaitsAndThenCounts() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady("lianhu-intake", Self.quick)
            try await town.publish([FleetTown.act("incident.accepted", "a1", reference: "case-1")])
            try await town.until("a waiting event") { try await town.count("waiting_event") == 1 }
            try await town.publish([FleetTown.report("r1", reference: "case-1")])
            try await town.until("the act to count") { try await town.count("incident", "stage = 'accepted'") == 1 }
            try await town.until("nothing waits") { try await town.count("waiting_event") == 0 }
            #expect(try await town.count("dead_letter") == 0)
        }
    }

    @Test func whatWaitsComesBackByteForByteAndIsAnswered() async throws {
        try await FleetTown.run { town in
            try await town.management.declareQueue("answers")
            let answers = try await town.tap("answers")
            let back = try await town.tap("lianhu.back", "intake.waiting.*")
            _ = try await town.startReady("lianhu-intake", Self.quick)
            // Binary mode, with a header and a spacing that nobody would write again the same way.
            let body = Array(#"{ "actor":"officer:1" , "note" : "\u4e2d" }"#.utf8)
            let attributes = [
                "id": "a1", "source": "test/desk", "specversion": "1.0", "subject": "case-1",
                "type": "incident.accepted", "time": "2026-03-02T10:00:01+08:00",
            ]
            var headers = Dictionary(
                uniqueKeysWithValues: attributes.map { ("cloudEvents:" + $0, AMQPValue.string($1)) })
            headers["their-own"] = .int(7)
            try await town.publish(
                body: body, contentType: "application/json", headers: headers, key: "incident.accepted"
            ) { properties in
                properties.replyTo = "answers"
                properties.correlationID = "a1"
            }
            try await town.until("a waiting event") { try await town.count("waiting_event") == 1 }
            try await town.publish([FleetTown.report("r1", reference: "case-1")])
            try await town.until("the act to count") { try await town.count("incident", "stage = 'accepted'") == 1 }
            try await town.until("an answer") { await answers.deliveries.count == 1 }
            #expect(await answers.deliveries.first?.properties.correlationID == "a1")
            let came = try #require(await back.deliveries.first)
            #expect(came.body == body)
            #expect(came.properties.headers["their-own"] == .int(7))
            #expect(came.properties.headers["lianhu-origin-key"] == .string("incident.accepted"))
            #expect(came.properties.headers["lianhu-original-user"] == nil, "the broker vouched for nobody")
        }
    }

    @Test func eventsOfTwoSourcesWithOneIdWaitSideBySide() async throws {
        try await FleetTown.run { town in
            let sources = (1...5).map { "test/s\($0)" }
            try await town.publish(
                sources.map { FleetTown.act("incident.accepted", "1", reference: "case-1", source: $0) })
            _ = try await town.startReady("lianhu-intake", Self.quick)
            try await town.settled(5)
            try await town.publish(sources.map { FleetTown.report("r1", reference: "case-1", source: $0) })
            try await town.until("all acts to count") { try await town.count("incident", "stage = 'accepted'") == 5 }
            #expect(try await town.count("dead_letter") == 0)
        }
    }

    @Test func aWaitingEventOfARegisteredSourceComesBackAsItsOwn() async throws {
        try await FleetTown.run { town in
            let user = "desk-\(UUID().uuidString.prefix(8))"
            try await town.management.send("PUT", "users/\(user)", json: #"{"password":"desk","tags":""}"#)
            try await town.management.send(
                "PUT", "permissions/\(town.broker.virtualHost)/\(user)",
                json: #"{"configure":"","write":".*","read":".*"}"#)
            _ = try await town.pool.query(
                "INSERT INTO source (name, owner, owner_phone, broker_user) VALUES ('test/desk', '某', '1', \(user))")
            var settings = town.broker
            (settings.user, settings.password) = (user, "desk")
            let desk = AMQPPublisher(settings: settings)
            _ = try await town.startReady("lianhu-intake", Self.quick)
            func publish(_ event: CloudEvent) async throws {
                let message = event.encoded()
                let properties = AMQPProperties(contentType: message.contentType, userID: user)
                _ = try await desk.publish([
                    AMQPMessage(
                        exchange: "lianhu.events", routingKey: message.routingKey, properties: properties,
                        body: message.body)
                ])
            }
            try await publish(FleetTown.act("incident.accepted", "a1", reference: "case-1"))
            try await town.until("a waiting event") { try await town.count("waiting_event") == 1 }
            try await publish(FleetTown.report("r1", reference: "case-1"))
            try await town.until("the act to count") { try await town.count("incident", "stage = 'accepted'") == 1 }
            #expect(try await town.count("dead_letter") == 0)
            await desk.close()
            try await town.management.send("DELETE", "users/\(user)")
        }
    }

    @Test func actsOfStrangersAreHistoryWithARefusal() async throws {
        try await FleetTown.run { town in
            try await town.management.declareQueue("answers")
            let answers = try await town.tap("answers")
            _ = try await town.startReady()
            try await town.publish([FleetTown.report("r1", reference: "case-1")])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            let number = try #require(try await town.texts("SELECT number FROM incident").first)
            let act = FleetTown.act("incident.accepted", "a1", by: "officer:2", number: number)
            try await town.publish(body: act.encoded().body) { properties in
                properties.replyTo = "answers"
                properties.correlationID = "c"
            }
            try await town.until("an answer") { await answers.deliveries.count == 1 }
            #expect(try await town.texts("SELECT stage FROM incident") == ["assigned"])
            #expect(try await town.count("incident_event", "kind = 'accepted' AND actor = 'officer:2'") == 1)
            #expect(
                try await town.texts("SELECT verdict FROM event_identity WHERE verdict LIKE 'refused%'")
                    == ["refused \(number) notResponsible"])
            let said = try JSON.parse(try #require(await answers.deliveries.first).body)
            #expect(said[key: "result"]?.stringValue == "refused" && said[key: "number"]?.stringValue == number)
        }
    }

    @Test(arguments: Seeded.seeds(2))
    func anyOrderOfActsAndReportsFoldsToTheSame(seed: UInt64) async throws {
        try await FleetTown.run { town in
            var random = Seeded(seed)
            let facts = (1...10).flatMap { number -> [CloudEvent] in
                let reference = "case-\(number)"
                return [
                    FleetTown.report("r\(number)", reference: reference),
                    FleetTown.act("incident.accepted", "a\(number)", reference: reference, at: 1),
                    FleetTown.act("incident.resolved", "b\(number)", reference: reference, at: 2),
                ]
            }
            _ = try await town.startReady("lianhu-intake", Self.quick)
            for fact in (facts + facts).shuffled(using: &random) { try await town.publish([fact]) }
            try await town.until("all known") { try await town.count("event_identity") == 30 }
            #expect(try await town.count("incident", "stage = 'resolved' AND accepted_at IS NOT NULL") == 10)
            #expect(try await town.count("incident_event") == 40)
            try await town.until("nothing waits") { try await town.count("waiting_event") == 0 }
            #expect(try await town.count("dead_letter") == 0)
        }
    }
}
