import AMQP
import Domain
import Events
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import Fleet

/// From the broker's dead-letter queue into the store and back to the worker.
@Suite(.serialized) struct DeadLetterTests {
    @Test func takenOnceByteForByte() async throws {
        try await DeadLetterWorld.with { world in
            let body = (0...255).map { UInt8($0) } + Array(#"{"severity": "emergency"}"#.utf8)
            try await world.publishDead(body, reason: "badJSON", failedAt: "2026-03-02T07:00:00Z")
            // The runner died between publishing and its ack: the same death comes twice.
            try await world.publishDead(body, reason: "badJSON", failedAt: "2026-03-02T07:00:00Z")
            #expect(try await world.taker.drain() == 1)
            let letter = try await world.onlyLetter()
            #expect(letter.letter.body == body)
            #expect(letter.letter.reason == "badJSON")
            #expect(letter.letter.maybeEmergency)
            #expect(letter.letter.attempts == 3)
            #expect(letter.letter.failedAt == RFC3339.date("2026-03-02T07:00:00Z"))
            #expect(letter.letter.originKey == "incident.reported")
            #expect(try await world.taker.drain() == 0)
        }
    }

    /// The broker was lost between a retry and its confirm: the event climbed the ladder twice.
    @Test func oneEventHasOneOpenLetter() async throws {
        try await DeadLetterWorld.with { world in
            let body = Array(#"{"specversion": "1.0", "id": "e1", "source": "s", "type": "incident.reported"}"#.utf8)
            for second in 0..<3 {
                try await world.publishDead(body, reason: "failed", failedAt: "2026-03-02T07:00:0\(second)Z")
            }
            #expect(try await world.taker.drain() == 1)
            try await world.publishDead(body, reason: "failed", failedAt: "2026-03-02T07:00:09Z")
            #expect(try await world.taker.drain() == 0)
            try await world.publishDead(body, reason: "badData", failedAt: "2026-03-02T07:00:10Z")
            #expect(try await world.taker.drain() == 1)
            // What has no id may be two reports in the same words.
            let nameless = Array("着火了".utf8)
            for second in 0..<2 {
                try await world.publishDead(
                    nameless, id: nil, reason: "badJSON", failedAt: "2026-03-02T07:00:2\(second)Z")
            }
            #expect(try await world.taker.drain() == 2)
        }
    }

    /// A worker stood still with a delivery, another made the letter of it, and then the first one went on.
    @Test(arguments: [[true, false], [false, true], [true, true]])
    func oneNamelessDeliveryHasOneLetterInWhateverOrder(redelivered: [Bool]) async throws {
        try await DeadLetterWorld.with { world in
            for (second, again) in redelivered.enumerated() {
                try await world.publishDead(
                    Array("着火了".utf8), id: nil, reason: "badJSON", failedAt: "2026-03-02T07:00:0\(second)Z",
                    redelivered: again)
                _ = try await world.taker.drain()
            }
            _ = try await world.onlyLetter()
        }
    }

    @Test func whatMayBeAnEmergencyGoesBeforeTheDutyDesk() async throws {
        try await DeadLetterWorld.with { world in
            _ = try await world.pool.query("INSERT INTO area (code, level, name) VALUES ('330604112', 'township', '镇')")
            let bodies = [#"{"data": {"txt": "厨房着火了"}}"#, #"{"data": {"txt": "路灯不亮"}}"#]
            for (index, body) in bodies.enumerated() {
                try await world.publishDead(
                    Array(body.utf8), reason: "badData", failedAt: "2026-03-02T10:00:0\(index)Z")
                #expect(try await world.taker.drain() == 1)
            }
            let rows = try await world.pool.query("SELECT routing_key, body FROM outbox").rows
            #expect(rows.count == 1)
            #expect(try rows.first?.decode(0, as: String.self) == "urgent.notice.requested")
            let event = try CloudEvent.decode(
                EventMessage(
                    contentType: "application/cloudevents+json", routingKey: "",
                    body: try #require(rows.first).decode(1)))
            let request = try NoticeRequestedEvent.parse(event)
            #expect(request.priority == .emergency && request.text.contains("厨房着火了"))
            #expect(request.audience.add == [.post(.centreDuty, try #require(AreaCode("330604112")))])
        }
    }

    @Test func theBrokersBackstopIsCalledDeliveryLimit() async throws {
        try await DeadLetterWorld.with { world in
            var properties = AMQPProperties(messageID: "e1")
            // A publisher cannot make up a history of his own.
            properties.headers[Republish.Header.reason] = .string("forged")
            _ = try await world.publisher.publish([
                AMQPMessage(
                    exchange: Exchange.events, routingKey: "urgent.incident.reported", properties: properties,
                    body: Array("{}".utf8))
            ])
            try await world.exhaust(Worker.intake.queue(urgent: true))
            try await BrokerFixture.until("a dead letter") { try await world.taker.drain() == 1 }
            let letter = try await world.onlyLetter().letter
            #expect(letter.reason == "deliveryLimit")
            #expect(letter.urgent && letter.maybeEmergency)
            #expect(letter.originExchange == Exchange.events)
            #expect(letter.originKey == "urgent.incident.reported")
            #expect(letter.eventID == "e1")
        }
    }

    @Test func replayedToItsQueueWithFreshProperties() async throws {
        try await DeadLetterWorld.with { world in
            try await world.publishDead(Array("{}".utf8), reason: "badData", failedAt: "2026-03-02T07:00:00Z")
            #expect(try await world.taker.drain() == 1)
            let id = try await world.onlyLetter().id
            let outcome = try await world.replay([id, id + 1000])
            #expect(outcome == ReplayOutcome(published: 1, refused: [], passedOver: 1))
            let back = try await world.receive(from: Worker.intake.queue(urgent: false))
            #expect(back.exchange == Exchange.back)
            #expect(back.properties.headers[Republish.Header.attempts] == nil)
            #expect(back.properties.headers[Republish.Header.reason] == nil)
            #expect(back.properties.headers["x-death"] == nil)
            #expect(back.properties.headers["own"] == .double(1.5))
            #expect(back.publisher == "village")
            #expect(try await world.letters([id]).first?.state == "replayed")
            #expect(try await world.replay([id]) == ReplayOutcome(published: 0, refused: [], passedOver: 1))
            let audit = try await world.pool.load(AuditStore.latest(limit: 1)).first
            #expect(audit?.operator == "wang" && audit?.because == "mended")
        }
    }

    @Test func anInterruptedReplayIsTakenUpAgain() async throws {
        try await DeadLetterWorld.with { world in
            try await world.publishDead(Array("{}".utf8), reason: "badData", failedAt: "2026-03-02T07:00:00Z")
            #expect(try await world.taker.drain() == 1)
            let ids = try await world.pool.load(DeadLetterStore.open())
            // As a crash leaves it: marked, and perhaps published.
            _ = try await world.pool.load(DeadLetterStore.beginReplay(ids))
            #expect(try await world.pool.load(DeadLetterStore.open()) == ids)
            #expect(try await world.replay(ids).published == 1)
        }
    }

    @Test func causesAreCountedTogether() async throws {
        try await DeadLetterWorld.with { world in
            for index in 1...3 {
                try await world.publishDead(
                    Array("{}".utf8), id: "e\(index)", reason: "badData", failedAt: "2026-03-02T07:00:0\(index)Z",
                    error: "Wrong data in text: got a text of \(index * 5000) characters")
            }
            try await world.publishDead(Array("着火了".utf8), reason: "badJSON", failedAt: "2026-03-02T07:00:00Z")
            #expect(try await world.taker.drain() == 4)
            let groups = try await world.pool.load(DeadLetterStore.groups())
            #expect(groups.map(\.count) == [1, 3])
            #expect(groups.first?.maybeEmergencies == 1)
            #expect(groups.last?.sample == "Wrong data in text: got a text of 15000 characters")
        }
    }

    @Test func aTakerInTheBackgroundEndsWhenCancelled() async throws {
        try await DeadLetterWorld.with { world in
            let taker = world.taker
            try await world.publishDead(Array("{}".utf8), reason: "badData", failedAt: "2026-03-02T07:00:00Z")
            let task = Task { await taker.run() }
            try await BrokerFixture.until("the letter taken") {
                try await world.pool.load(DeadLetterStore.open()).count == 1
            }
            task.cancel()
            await task.value
        }
    }

    @Test(arguments: [
        #"{"text":"\u7740\u706b\u4e86"}"#, "Fire in the kitchen", #"{"severity" : "emergency"}"#, "{broken 救命",
    ])
    func emergenciesAreGuessed(_ text: String) {
        let body = Array(text.utf8)
        #expect(EmergencyHint.looksUrgent(routingKey: "incident.reported", body: body, policy: .standard))
        #expect(!EmergencyHint.looksUrgent(routingKey: "incident.reported", body: Array("垃圾".utf8), policy: .standard))
        #expect(EmergencyHint.looksUrgent(routingKey: "urgent.x", body: [], policy: .standard))
    }

    @Test func propertiesComeBackAsTheyWere() throws {
        let properties = AMQPProperties(
            contentType: "application/json",
            headers: [
                "text": .string("火"), "number": .int(-5), "flag": .bool(true), "nothing": .null, "half": .double(0.5),
                "raw": .bytes([0, 255]), "when": .timestamp(1_772_400_000),
                "table": .table(["array": .array([.int(1), .string("x")])]),
            ], correlationID: "c", replyTo: "q", messageID: "m", timestamp: 5, userID: "u")
        #expect(try StoredProperties.properties(StoredProperties.json(properties)) == properties)
    }
}
