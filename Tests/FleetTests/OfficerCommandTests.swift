import Domain
import Postgres
import Testing

/// `lianhu officer` beside a worker: whoever is away is not asked.
@Suite struct OfficerCommandTests {
    @Test func anAbsentOfficersMattersGoToOthers() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady("lianhu-intake")
            try await town.publish([FleetTown.report("r1", "灯坏了 一", category: "environment")])
            let first = try await responsible(for: "r1", in: town)
            try await finish(["away", first.id, "--reason", "sickness"] + Self.why, in: town)
            try await town.publish([FleetTown.report("r2", "灯坏了 二", category: "service")])
            let second = try await responsible(for: "r2", in: town)
            #expect(second.id != first.id)
            #expect(second.rule != first.rule)
            try await finish(["away", first.id, "--until", "2099-01-01"] + Self.why, in: town)
            #expect(try await town.count("absence", "reason = 'leave'") == 1)
            try await finish(["back", first.id] + Self.why, in: town)
            try await town.publish([FleetTown.report("r3", "灯坏了 三", category: "gas")])
            #expect(try await responsible(for: "r3", in: town) == first)
            #expect(try await town.count("audit", "action LIKE 'officer %'") == 3)
        }
    }

    @Test func whatCannotBeIsRefused() async throws {
        try await FleetTown.run { town in
            try await finish(["away", "999999"] + Self.why, in: town, code: 64)
            try await finish(["away", "1", "--until", "2001-01-01"] + Self.why, in: town, code: 64)
            try await finish(["away", "1", "--until", "soon"] + Self.why, in: town, code: 64)
            #expect(try await town.count("absence") == 0)
            #expect(try await town.count("audit") == 0)
        }
    }

    private static let why = ["--operator", "wang", "--because", "a test"]

    private struct Owner: Equatable {
        let id: String
        let rule: String
    }

    private func responsible(for report: String, in town: FleetTown) async throws -> Owner {
        var found: [String] = []
        try await town.until("somebody responsible for \(report)") {
            found = try await town.texts(
                """
                SELECT concat(i.responsible, ' ', i.rule) FROM incident i
                JOIN incident_event e ON e.incident_id = i.id WHERE e.event_id = \(report)
                """)
            return found.count == 1
        }
        let parts = found[0].split(separator: " ").map(String.init)
        let officer = parts.first?.split(separator: ":").last.map(String.init) ?? ""
        return Owner(id: officer, rule: parts.last ?? "")
    }

    private func finish(_ arguments: [String], in town: FleetTown, code: Int32 = 0) async throws {
        let process = try town.start("lianhu", [:], ["officer"] + arguments)
        #expect(try await process.exit() == code, "\(arguments): \(process.log)")
    }
}
