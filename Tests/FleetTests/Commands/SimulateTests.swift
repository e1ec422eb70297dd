import Foundation
import Postgres
import TestSupport
import Testing

/// Made-up days against the fleet as processes, and files that are followed to their end.
@Suite struct SimulateTests {
    @Test(.timeLimit(.minutes(4))) func aTownshipsDayWithAStormAddsUp() async throws {
        try await FleetTown.run { town in
            _ = try await town.pool.query("TRUNCATE area, household, officer CASCADE")
            let fleet = WholeFleet(town, clock: "2026-03-02T10:00:00+08:00*300")
            try await fleet.finish("simulate", "township", "--load", "--seed", "7", within: .seconds(30))
            #expect(try await town.count("household", "newcomer") > 0)
            #expect(try await town.count("post", "role = 'gridOfficer'") == 16)
            try await fleet.up()
            try await fleet.finish(
                "simulate", "township", "--play", "--fast", "--storm", "--seed", "7", "--reports", "150",
                within: .seconds(150))
            let filed: [String] = try await town.texts(
                """
                SELECT count(DISTINCT incident_id)::text || ' ' || count(*) FROM incident_event
                WHERE kind = 'reported' AND severity = 'emergency' AND source = 'hotline-12345'
                """)
            #expect(filed == ["1 500"])
            #expect(try await town.count("incident_event", "kind = 'reported'") == 150 + 104 + 100 + 500)
        }
    }

    @Test func aPublishedFileIsFollowedToItsEnd() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady()
            let file = FileManager.default.temporaryDirectory.appending(path: "events-\(UUID().uuidString).ndjson")
            defer { try? FileManager.default.removeItem(at: file) }
            let report =
                #"{"specversion":"1.0","id":"ID","source":"test/desk","type":"incident.reported","data":{"text":"x"}}"#
            let act =
                #"{"specversion":"1.0","id":"a","source":"test/desk","type":"incident.accepted","subject":"none","data":{"actor":"officer:1"}}"#
            let lines = ["1", "2", "1"].map { report.replacingOccurrences(of: "ID", with: $0) } + [act]
            try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
            let process = try town.start("lianhu", [:], ["publish", "--wait", file.path])
            #expect(try await process.exit() == 0, "\(process.log)")
            #expect(try await town.count("incident") == 2)
            #expect(try await town.count("waiting_event") == 1)
        }
    }
}
