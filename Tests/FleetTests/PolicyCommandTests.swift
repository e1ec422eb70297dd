import Domain
import Events
import Foundation
import Postgres
import TestSupport
import Testing

/// `lianhu policy` beside workers that run.
@Suite struct PolicyCommandTests {
    private static let why = ["--operator", "wang", "--because", "a test"]

    @Test func anEditionIsTakenUpWithoutARestart() async throws {
        try await FleetTown.run { town in
            let clock = ["LIANHU_CLOCK": "2026-03-03T10:00:00+08:00*1"]
            let workers = try await [
                town.startReady("lianhu-intake", clock), town.startReady("lianhu-escalation", clock),
            ]
            let folder = FileManager.default.temporaryDirectory.appending(path: "policy-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let text = try String(contentsOf: PolicyFileTests.file, encoding: .utf8)

            let wrong = try file("wrong", text.replacing("5 minutes from", with: "5 minuts from"), in: folder)
            let refused = try await finish(["use", wrong] + Self.why, town, code: 64)
            #expect(refused.contains("'minuts' is no unit") && refused.contains("did you mean minutes?"))
            let same = try file("same", text.replacing("5 minutes from", with: "6 minutes from"), in: folder)
            #expect(try await finish(["use", same] + Self.why, town, code: 64).contains("a name of its own"))
            #expect(try await town.count("policy_edition") == 0)

            // Everybody is told within a second of the fleet that nobody accepted.
            let hasty = try file(
                "hasty",
                text.replacing("standard-1", with: "hasty").replacing("5 minutes from", with: "0.01 minutes from"),
                in: folder)
            let checked = try await finish(["check", hasty], town)
            #expect(checked.contains("hasty: good") && checked.contains("warning: nobody is "))
            #expect(try await finish(["use", hasty] + Self.why, town).contains("hasty holds"))
            #expect(try await finish(["use", hasty] + Self.why, town).contains("taken up before"))
            try await town.until("both workers to know it") {
                workers.allSatisfy { $0.log.contains("the policy is another") }
            }
            try await town.publish([report()])
            try await town.until("an incident under the new edition") {
                try await town.count("incident", "edition = 'hasty'") == 1
            }
            try await town.until("its first rung") {
                try await town.count("timer_decision", "edition LIKE 'hasty%' AND kind = 'accept'") > 0
            }
            #expect(try await finish(["list"], town).contains("hasty"))
            #expect(try await finish(["show"], town).contains("0.01 min"))
            #expect(try await finish(["show", "standard-1"], town).contains("5 min"))
            #expect(try await finish(["show", "--file"], town) == (try String(contentsOfFile: hasty, encoding: .utf8)))
            #expect(try await town.count("audit", "action = 'policy use'") == 1)
        }
    }

    @Test func holidaysAreTakenUpOrRefusedWhole() async throws {
        try await FleetTown.run { town in
            let folder = FileManager.default.temporaryDirectory.appending(path: "days-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let wrong = try file("wrong", "year 2027\n2027-13-01 off x\n", in: folder)
            #expect(try await finish(["holidays", wrong] + Self.why, town, code: 64).contains("line 2: expected"))
            let right = try file("right", "year 2027\n2027-01-01 off New Year's Day\n", in: folder)
            #expect(try await finish(["holidays", right] + Self.why, town).contains("2027: 1 days off"))
            #expect(try await finish(["show"], town).contains("public holidays of 2007 to 2027"))
            #expect(try await town.count("holiday_year") == 1)
        }
    }

    private func file(_ name: String, _ text: String, in folder: URL) throws -> String {
        let url = folder.appending(path: "\(name).yaml")
        try text.write(to: url, atomically: true, encoding: .utf8)
        return url.path
    }

    private func report() -> CloudEvent {
        CloudEvent(
            id: UUID().uuidString, source: "hotline", type: "incident.reported", time: nil,
            data: [
                "category": "fire", "severity": "emergency", "text": "t",
                "place": ["area": .string(FleetTown.unit)],
            ])
    }

    private func finish(_ arguments: [String], _ town: FleetTown, code: Int32 = 0) async throws -> String {
        let process = try town.start("lianhu", [:], ["policy"] + arguments)
        let exit = try await process.exit()
        #expect(exit == code, "\(arguments): \(process.log)")
        return process.log
    }
}
