import Domain
import Events
import Foundation
import Postgres
import TestSupport
import Testing

/// `lianhu gateway` beside a notice worker with two carriers, one of which nobody answers at.
@Suite struct GatewayCommandTests {
    private static let why = ["--operator", "wang", "--because", "a test"]

    @Test func aCarrierIsTakenOutOfUseAndTheNextOneTakesOver() async throws {
        try await FleetTown.run { town in
            let carrier = StandinCarrierProcess(
                folder: FileManager.default.temporaryDirectory.appending(path: "carrier-\(UUID().uuidString)"))
            try carrier.start(town)
            try await withWorker(town, carrier)
            // The first choice takes nothing: the second has it within the next breath.
            try await ask("one", town)
            try await town.until("the first text") { try carrier.messages().map(\.text) == ["one"] }
            let lines = try await list(town)
            #expect(lines.compactMap { $0[key: "name"]?.stringValue } == ["away", "standin"])
            try await town.until("why the other took nothing") {
                try await list(town).first?[key: "problem"]?.stringValue?.contains("took nothing") == true
            }
            try await finish(["drain", "standin"] + Self.why, town)
            try await finish(["drain", "away"] + Self.why, town)
            try await town.until("both draining seen by the worker") {
                try await ask("probe \(UUID().uuidString)", town)
                return try await town.count("delivery", "held = 'noCarrier'") > 0
            }
            try await finish(["use", "standin", "--first"] + Self.why, town)
            try await town.until("what waited for a carrier", within: .seconds(30)) {
                try carrier.messages().contains { $0.text.hasPrefix("probe") }
            }
            #expect(try await town.count("audit", "action LIKE 'gateway %'") == 3)
        }
    }

    @Test func whatIsNotThereIsSaid() async throws {
        try await FleetTown.run { town in
            let process = try town.start("lianhu", [:], ["gateway", "drain", "spare"] + Self.why)
            #expect(try await process.exit() == 64)
            #expect(process.log.contains("there is no carrier spare; there is: none has been seen"))
            try await finish(["use", "spare", "--because", "nobody acts"], town, code: 64)
            #expect(try await town.count("audit") == 0)
        }
    }

    private func withWorker(_ town: FleetTown, _ carrier: StandinCarrierProcess) async throws {
        var settings = carrier.settings().filter { !$0.key.hasPrefix("LIANHU_GATEWAY") }
        settings["LIANHU_GATEWAYS"] = "away,standin"
        settings["LIANHU_GATEWAY_AWAY_URL"] = "http://127.0.0.1:9"
        settings["LIANHU_GATEWAY_AWAY_SECRET"] = "x"
        settings["LIANHU_GATEWAY_STANDIN_URL"] = carrier.settings()["LIANHU_GATEWAY_URL"]
        settings["LIANHU_GATEWAY_STANDIN_SECRET"] = carrier.settings()["LIANHU_GATEWAY_SECRET"]
        settings["LIANHU_CLOCK"] = "2026-03-03T10:00:00+08:00*1"
        _ = try await town.startReady("lianhu-notice", settings)
    }

    private func ask(_ key: String, _ town: FleetTown) async throws {
        try await town.publish([
            CloudEvent(
                id: key, source: "test/desk", type: "notice.requested", subject: key, time: FleetTown.morning,
                data: [
                    "key": .string(key), "purpose": .string(key), "priority": "urgent", "text": .string(key),
                    "audience": ["add": [["phones": ["13800000001"]]]],
                ])
        ])
    }

    private func list(_ town: FleetTown) async throws -> [JSON] {
        let process = try town.start("lianhu", [:], ["gateway", "list", "--json"])
        #expect(try await process.exit() == 0, "\(process.log)")
        return try JSON.parse(Array(process.log.utf8)).arrayValue ?? []
    }

    private func finish(_ arguments: [String], _ town: FleetTown, code: Int32 = 0) async throws {
        let process = try town.start("lianhu", [:], ["gateway"] + arguments)
        #expect(try await process.exit() == code, "\(arguments): \(process.log)")
    }
}
