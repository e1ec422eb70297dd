import Events
import Foundation
import Postgres
import Testing

/// Events that are odd and still events: each is taken, or refused at once; none is tried again and again, for nothing
/// about it will get better.
@Suite struct StrangeEventTests {
    private static func report(_ id: Int, _ data: String, time: String = "2026-03-02T10:00:00+08:00") -> [UInt8] {
        Array(
            """
            {"specversion":"1.0","id":"r\(id)","source":"test/odd","type":"incident.reported","time":"\(time)",
             "data":{"text":"t",\(data)}}
            """.utf8)
    }

    private static func act(_ id: Int, _ type: String, _ data: String) -> [UInt8] {
        Array(
            """
            {"specversion":"1.0","id":"a\(id)","source":"test/odd","type":"\(type)","subject":"case",
             "time":"2026-03-02T10:00:01+08:00","data":{\(data)}}
            """.utf8)
    }

    private static var reports: [[UInt8]] {
        [
            #""place":{"device":"camera\u0000"}"#, #""place":{"rental":"\u0000"}"#,
            #""place":{"area":"330604112221001\u0000"}"#, #""place":"330604112221001002999""#,
            #""place":{"household":9223372036854775807}"#, #""place":{"household":-1}"#, #""place":{"household":1e30}"#,
            #""place":[[]]"#, #""place":17"#, #""reporter":"x""#, #""reporter":{"phone":"\u0000","officer":-9}"#,
            #""reporter":{"officer":9223372036854775807}"#, #""category":["fire"],"severity":{}"#,
            #""place":"\#(String(repeating: "3", count: 100_000))""#,
            #""place":{"device":"\#(String(repeating: "d", count: 100_000))"}"#,
        ].enumerated().map { report($0.offset, $0.element) }
            + ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "1969-12-31T23:59:59.999Z"]
            .enumerated().map { report(100 + $0.offset, #""category":"fire""#, time: $0.element) }
    }

    private static var acts: [[UInt8]] {
        [
            ("incident.cancelled", #""actor":"\u0000""#), ("incident.amended", #""actor":"a\u0000b","category":"x""#),
            ("incident.cancelled", #""actor":"\#(String(repeating: "a", count: 100_000))""#),
            ("incident.accepted", #""actor":{"department":"d\u0000"}"#),
            ("incident.transferred", #""actor":"officer:1","to":{"department":"\u0000"}"#),
            (
                "incident.transferred",
                #""actor":"officer:1","to":{"department":"\#(String(repeating: "a", count: 9000))"}"#
            ),
            ("incident.accepted", #""actor":"department:\u0000""#), ("incident.resolved", #""actor":{"officer":-1}"#),
            ("visit.recorded", #""score":5,"note":"\u0000""#), ("visit.recorded", #""score":5.0"#),
            ("incident.progressed", #""actor":"officer:1","incident":"\u0000""#),
        ].enumerated().map { act($0.offset, $0.element.0, $0.element.1) }
    }

    @Test func noneIsTriedAgainAndAgain() async throws {
        try await FleetTown.run { town in
            let retried = try await town.tap("lianhu.retry", "intake.#")
            let worker = try await town.startReady()
            try await town.publish([FleetTown.report("base", reference: "case", source: "test/odd")])
            try await town.settled(1)
            for body in Self.reports { try await town.publish(body: body) }
            for body in Self.acts { try await town.publish(body: body, key: "incident.accepted") }
            try await town.settled(1 + Self.reports.count + Self.acts.count)
            let failures = worker.log.split(separator: "\n").filter { $0.contains("a delivery failed") }
            #expect(failures.isEmpty)
            #expect(await retried.keys.isEmpty)
            #expect(try await town.count("incident", "text = 't'") == Self.reports.count)
        }
    }

    /// An index has no room for it, today or tomorrow.
    @Test func anIdentityBeyondTheDatabasesLimitsIsADeadLetterAtOnce() async throws {
        try await FleetTown.run { town in
            let dead = try await town.tap("lianhu.dead", "intake.#")
            _ = try await town.startReady()
            func long() -> String { (0..<1000).map { _ in String(UInt8.random(in: 16...255), radix: 16) }.joined() }
            try await town.publish([FleetTown.report(long(), source: long()), FleetTown.report("r1")])
            try await town.until("a dead letter") { await dead.deliveries.count == 1 }
            #expect(await dead.keys == ["intake.badData"])
            try await town.until("the innocent") { try await town.count("incident") == 1 }
        }
    }
}
