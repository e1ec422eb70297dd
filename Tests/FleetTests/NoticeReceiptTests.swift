import Domain
import Events
import Fleet
import Foundation
import Postgres
import Testing

@Suite struct NoticeReceiptTests {
    @Test func aReceiptMayComeBeforeTheAnswerToTheSubmit() async throws {
        try await NoticeWorld.run { world in
            try await world.ask("call", ["13800000001"])
            try await world.round(lease: 0)
            let reference = try #require(try await world.references().first)
            let answer = try await world.post(receipts("delivered", reference: reference))
            #expect(answer.status == 200 && answer.unknown == 0)
            #expect(try await world.states() == ["delivered"])
            try await world.round(at: NoticeWorld.morning.addingTimeInterval(60))
            #expect(try await world.taken().isEmpty)
            #expect(try await world.told().count == 1)
        }
    }

    @Test func theSameReceiptTwiceIsToldOnce() async throws {
        try await NoticeWorld.run { world in
            try await world.ask("call", ["13800000001"])
            try await world.round()
            let reference = try #require(try await world.references().first)
            for _ in 0..<2 { _ = try await world.post(receipts("failed", reference: reference)) }
            #expect(try await world.states() == ["failed"])
            #expect(try await world.told().count == 1)
        }
    }

    @Test func strangersAreRefusedAndUnknownReceiptsCounted() async throws {
        try await NoticeWorld.run { world in
            try await world.ask("call", ["13800000001"])
            try await world.round()
            let reference = try #require(try await world.references().first)
            let genuine = receipts("delivered", reference: reference)
            #expect(try await world.post(genuine, secret: "guess").status == 401)
            #expect(try await world.post(genuine, at: Date(timeIntervalSinceNow: -400)).status == 401)
            #expect(try await world.post(["receipts": "none"]).status == 400)
            #expect(try await world.states() == ["submitted"])
            let unknown = try await world.post(receipts("delivered", reference: "1-00000000"))
            #expect(unknown.status == 200 && unknown.unknown == 1)
            #expect(try await world.states() == ["submitted"])
        }
    }

    @Test func signaturesAreHexOfHMACOverTimestampAndBody() {
        // Checked with: printf '1700000000.{}' | openssl dgst -sha256 -hmac key
        let signature = MessageSignature(secret: "key").sign(Data("{}".utf8), timestamp: "1700000000")
        #expect(signature == "9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae")
        let now = Date(timeIntervalSince1970: 1_700_000_100)
        let key = MessageSignature(secret: "key")
        #expect(key.isValid(signature, timestamp: "1700000000", body: Data("{}".utf8), now: now))
        #expect(!key.isValid(signature, timestamp: "1700000001", body: Data("{}".utf8), now: now))
        #expect(!key.isValid(nil, timestamp: "1700000000", body: Data("{}".utf8), now: now))
    }

    @Test func repliesComeTheSameWayAndAreEventsOfTheirOwn() async throws {
        try await NoticeWorld.run { world in
            let replies: JSON = ["replies": [["id": "m-7", "phone": "13800000001", "text": "1"]]]
            #expect(try await world.post(replies).status == 200)
            let bad: JSON = ["replies": [["id": "m-8", "phone": "13800000001"], ["id": "m-9", "phone": "none"]]]
            #expect(try await world.post(bad).status == 400)
            let rows = try await world.pool.query("SELECT routing_key, body FROM outbox").rows
            #expect(rows.count == 1, "nothing of a call that cannot be read")
            #expect(try rows.first?.decode(0, as: String.self) == "notice.replied")
            let event = try CloudEvent.decode(
                EventMessage(
                    contentType: "application/cloudevents+json", routingKey: "",
                    body: try #require(rows.first).decode(1)))
            #expect(event.id == "m-7" && event.source == "lianhu/gateway/standin")
            #expect(event.time == NoticeWorld.morning)
        }
    }

    private func receipts(_ status: String, reference: String) -> JSON {
        ["receipts": [["id": "m-1", "reference": .string(reference), "status": .string(status)]]]
    }
}
