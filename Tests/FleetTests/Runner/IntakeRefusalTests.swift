import AMQP
import Events
import Fleet
import Foundation
import Postgres
import Testing

/// What cannot be read becomes a dead letter with its reason, byte for byte; every encoding that is promised is read.
@Suite struct IntakeRefusalTests {
    struct Unreadable: CustomTestStringConvertible, Sendable {
        let reason: String
        let body: [UInt8]
        var contentType: String? = "application/cloudevents+json"
        var headers: [String: AMQPValue] = [:]
        var key = "incident.reported"

        var testDescription: String { reason }

        init(
            _ reason: String, _ body: String, contentType: String? = "application/cloudevents+json",
            key: String = "incident.reported"
        ) {
            self.reason = reason
            self.body = Array(body.utf8)
            self.contentType = contentType
            self.key = key
        }
    }

    private static let start = #"{"specversion":"1.0","id":"x","source":"test/desk","type":"#

    static var unreadable: [Unreadable] {
        [
            Unreadable("notCloudEvent", "plain", contentType: "text/plain"),
            Unreadable("batched", "[]", contentType: "application/cloudevents-batch+json"),
            Unreadable("tooLarge", String(repeating: "x", count: 300_000)),
            Unreadable("badEncoding", "{}", contentType: "application/cloudevents+json; charset=big5"),
            Unreadable("badJSON", start),
            Unreadable("missingAttribute", #"{"specversion":"1.0","id":"","source":"s","type":"incident.reported"}"#),
            Unreadable("badAttribute", #"{"specversion":"0.3","id":"x","source":"s","type":"incident.reported"}"#),
            Unreadable("badTime", start + #""incident.reported","time":"yesterday","data":{"text":"t"}}"#),
            Unreadable("badData", start + #""incident.reported","data":{"text":17}}"#),
            Unreadable("unknownType", start + #""incident.sung","data":{}}"#),
            Unreadable(
                "unregisteredSource",
                #"{"specversion":"1.0","id":"x","source":"lianhu/escalation","type":"incident.escalated","data":{}}"#),
            Unreadable(
                "typeNotAllowed",
                #"{"specversion":"1.0","id":"x","source":"test/cameras","type":"incident.cancelled","subject":"s"}"#,
                key: "incident.cancelled.330604"),
        ]
    }

    @Test func whatCannotBeReadIsADeadLetterWithItsReason() async throws {
        try await FleetTown.run { town in
            _ = try await town.pool.query(
                """
                INSERT INTO source (name, owner, owner_phone, broker_user, allowed_types)
                VALUES ('test/cameras', '某', '1', 'guest', '{incident.reported}')
                """)
            let dead = try await town.tap("lianhu.dead", "intake.#")
            _ = try await town.startReady()
            for letter in Self.unreadable {
                try await town.publish(
                    body: letter.body, contentType: letter.contentType, headers: ["x-mine": .string("kept")],
                    key: letter.key
                ) { if letter.reason == "typeNotAllowed" { $0.userID = "guest" } }
            }
            let expected = Self.unreadable
            try await town.until("all dead") { await dead.deliveries.count == expected.count }
            for (letter, delivery) in zip(expected, await dead.deliveries) {
                let headers = delivery.properties.headers
                #expect(headers["lianhu-reason"] == .string(letter.reason))
                #expect(delivery.routingKey == "intake.\(letter.reason)")
                #expect(delivery.body == letter.body && delivery.properties.contentType == letter.contentType)
                #expect(headers["lianhu-error"]?.text?.isEmpty == false && headers["lianhu-attempts"] == .int(0))
                #expect(headers["lianhu-first-failed-at"]?.text?.hasPrefix("2026-03-02T") == true)
                #expect(headers["lianhu-failed-at"] == headers["lianhu-first-failed-at"])
                #expect(headers["lianhu-origin-exchange"] == .string("lianhu.events"))
                #expect(headers["lianhu-origin-key"] == .string(letter.key))
                #expect(headers["lianhu-worker"] == .string("intake") && headers["x-mine"] == .string("kept"))
            }
            try await town.until("all taken") { try await town.count("dead_letter") == expected.count }
            #expect(try await town.count("event_identity") == 0)
        }
    }

    @Test func headersThatLeaveNoRoomForOursDoNotBlockTheQueue() async throws {
        try await FleetTown.run { town in
            let dead = try await town.tap("lianhu.dead", "intake.#")
            _ = try await town.startReady()
            let long = String(repeating: "h", count: 126_700)
            try await town.publish(
                body: Array("{".utf8), headers: ["x-long": .string(long), "x-short": .string("kept")])
            try await town.publish([FleetTown.report("r1")])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            try await town.until("a dead letter") { await dead.deliveries.count == 1 }
            let headers = try #require(await dead.deliveries.first).properties.headers
            #expect(headers["x-long"] == nil && headers["x-short"] == .string("kept"))
            #expect(headers["lianhu-reason"] == .string("badJSON"))
        }
    }

    @Test func allPromisedFormsAreRead() async throws {
        try await FleetTown.run { town in
            let notice = try await town.tap("lianhu.notice")
            _ = try await town.startReady()
            let report = FleetTown.report("structured", "村口着火")
            try await town.publish([report])
            for (id, mark) in [("binary", "cloudEvents_"), ("binaryColon", "cloudEvents:")] {
                var event = report
                event.id = id
                let message = event.binaryEncoded()
                let headers = message.headers.map {
                    (mark + $0.key.dropFirst("cloudEvents_".count), AMQPValue.string($0.value))
                }
                try await town.publish(
                    body: message.body, contentType: message.contentType,
                    headers: Dictionary(headers) { first, _ in first })
            }
            var event = report
            event.id = "gb"
            let text = String(decoding: event.encoded().body, as: UTF8.self)
            try await town.publish(
                body: Self.gb18030(text), contentType: "application/CloudEvents+json; charset=GB18030")
            try await town.until("four incidents") { try await town.count("incident", "text = '村口着火'") == 4 }
            try await town.until("four notices") { await notice.deliveries.count == 4 }
            #expect(try await town.count("dead_letter") == 0)
        }
    }

    /// The characters that the event has, by the standard's table.
    private static func gb18030(_ text: String) -> [UInt8] {
        let table: [Character: [UInt8]] = [
            "村": [0xB4, 0xE5], "口": [0xBF, 0xDA], "着": [0xD7, 0xC5], "火": [0xBB, 0xF0],
        ]
        return text.flatMap { table[$0] ?? Array(String($0).utf8) }
    }

    @Test func registeredSourcesMustComeAsTheirOwnUser() async throws {
        try await FleetTown.run { town in
            _ = try await town.pool.query(
                """
                INSERT INTO source (name, owner, owner_phone, broker_user, paused)
                VALUES ('test/desk', '某', '1', 'guest', false), ('test/paused', '某', '1', 'guest', true)
                """)
            let dead = try await town.tap("lianhu.dead", "intake.#")
            _ = try await town.startReady("lianhu-intake", ["LIANHU_ALLOW_UNREGISTERED_SOURCES": "false"])
            try await town.publish([FleetTown.report("own")])
            try await town.publish(body: FleetTown.report("noUser").encoded().body)
            try await town.publish([FleetTown.report("stranger", source: "test/nobody")])
            try await town.publish([FleetTown.report("paused", source: "test/paused")])
            try await town.until("three dead") { await dead.deliveries.count == 3 }
            #expect(await dead.keys == Array(repeating: "intake.unregisteredSource", count: 3))
            #expect(try await town.count("incident") == 1)
        }
    }
}
