import Events
import Foundation
import Postgres
import TestSupport
import Testing

/// `lianhu notice` beside a notice worker: what waits for the morning is seen, stopped, held and let go.
@Suite struct NoticeCommandTests {
    private static let why = ["--operator", "wang", "--because", "a test"]

    @Test func aWrongBroadcastEndsAndAHeldOneGoesWhenItIsLetGo() async throws {
        try await FleetTown.run { town in
            let carrier = try await carrier(town, clock: "2026-03-03T07:58:20+08:00*10")
            for key in ["wrong", "doubtful", "right"] { try await ask(for: key, in: town) }
            try await town.until("three held texts") { try await town.count("delivery", "held = 'quietHours'") == 3 }
            let open = try await json(["list", "--open"], town)
            #expect(open.arrayValue?.count == 3)
            #expect(open.arrayValue?.first?[key: "deliveries"]?[key: "held quietHours"]?.intValue == 1)
            try await finish(["stop", "wrong", "--dry-run"] + Self.why, town)
            #expect(try await town.count("notice", "stopped_at IS NOT NULL") == 0)
            try await finish(["stop", "wrong"] + Self.why, town)
            try await finish(["hold", "--prefix", "doub"] + Self.why, town)
            #expect(try await town.count("audit", "action LIKE 'notice %'") == 2)
            try await town.until("the morning's text") { try carrier.messages().map(\.text) == ["right"] }
            try await town.until("the end of the stopped one") {
                try await town.count("delivery", "state = 'stopped'") == 1
            }
            try await town.until("the held one looked at") {
                try await town.count("delivery", "held = 'byOperator'") == 1
            }
            try await finish(["resume", "doubtful"] + Self.why, town)
            try await town.until("the one let go") { try carrier.messages().map(\.text) == ["right", "doubtful"] }
        }
    }

    @Test func nobodyStopsEverythingByAccident() async throws {
        try await FleetTown.run { town in
            try await finish(["stop"] + Self.why, town, code: 64)
            try await finish(["stop", "--purpose", "test", "--because", "no name"], town, code: 64)
            try await finish(["hold", "--priority", "high"] + Self.why, town, code: 64)
            #expect(try await town.count("audit") == 0)
        }
    }

    @Test func anEmergencyIsStoppedOnlyWhereItIsMeant() async throws {
        try await FleetTown.run { town in
            try await town.pool.withConnection { connection in
                try await connection.script(
                    """
                    INSERT INTO notice (key, cause, purpose, priority, audience, text, requested_at)
                    VALUES ('e', '', 'test', 'emergency', '{}', 'fire', '2026-03-02T02:00:00Z'),
                           ('n', '', 'test', 'normal', '{}', 'lamp', '2026-03-02T02:00:00Z');
                    INSERT INTO delivery (notice_id, phone, state, priority, due_at, segments)
                    SELECT id, '13800000001', 'pending', 0, requested_at, 1 FROM notice;
                    """)
            }
            try await finish(["stop", "--purpose", "test"] + Self.why, town)
            #expect(try await town.texts("SELECT key FROM notice WHERE stopped_at IS NOT NULL") == ["n"])
            try await finish(["stop", "--purpose", "test", "--emergencies"] + Self.why, town)
            #expect(try await town.count("notice", "stopped_at IS NOT NULL") == 2)
        }
    }

    @Test func aPreviewSaysWhatWouldBe() async throws {
        try await FleetTown.run { town in
            let clock = ["LIANHU_CLOCK": "2026-03-03T22:00:00+08:00*1"]
            let file = FileManager.default.temporaryDirectory.appending(path: "notice-\(UUID().uuidString).json")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(event("drill").encoded().body).write(to: file)
            let said = try await json(["preview", file.path()], town, clock)
            #expect(said[key: "phones"]?.intValue == 2)
            #expect(said[key: "segments"]?.intValue == 1 && said[key: "encoding"]?.stringValue == "gsm7")
            #expect(said[key: "held"]?.stringValue == "quietHours")
            #expect(said[key: "goesAt"]?.stringValue == "2026-03-04T00:00:00Z")
            #expect(try await town.count("notice") == 0)
        }
    }

    private func carrier(_ town: FleetTown, clock: String) async throws -> StandinCarrierProcess {
        let folder = FileManager.default.temporaryDirectory.appending(path: "carrier-\(UUID().uuidString)")
        let carrier = StandinCarrierProcess(folder: folder)
        try carrier.start(town)
        var settings = carrier.settings()
        settings["LIANHU_CLOCK"] = clock
        _ = try await town.startReady("lianhu-notice", settings)
        return carrier
    }

    private func ask(for key: String, in town: FleetTown) async throws {
        var event = event(key)
        guard case .object(var data) = event.data else { return }
        data["audience"] = ["add": [["phones": ["13800000001"]]]]
        event.data = .object(data)
        try await town.publish([event])
    }

    /// To a household's head and the grid's officer.
    private func event(_ key: String) -> CloudEvent {
        CloudEvent(
            id: key, source: "test/desk", type: "notice.requested", subject: key, time: FleetTown.morning,
            data: [
                "key": .string(key), "purpose": "test", "priority": "normal", "text": .string(key),
                "audience": ["add": [["heads": .string(FleetTown.village)], ["officers": [1]]]],
            ])
    }

    private func finish(_ arguments: [String], _ town: FleetTown, code: Int32 = 0) async throws {
        let process = try town.start("lianhu", [:], ["notice"] + arguments)
        #expect(try await process.exit() == code, "\(arguments): \(process.log)")
    }

    private func json(_ arguments: [String], _ town: FleetTown, _ settings: [String: String] = [:]) async throws -> JSON
    {
        let process = try town.start("lianhu", settings, ["notice"] + arguments + ["--json"])
        #expect(try await process.exit() == 0, "\(arguments): \(process.log)")
        return try JSON.parse(Array(process.log.utf8))
    }
}
