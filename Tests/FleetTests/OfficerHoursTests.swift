import Domain
import Postgres
import Testing

/// Part-time officers, from the table to the assignment. The town's clock shows Monday, ten o'clock.
@Suite struct OfficerHoursTests {
    private static let heading = "编号,姓名,电话,岗位,区域,工作时间\n"

    @Test func whoeverIsNotAtWorkIsNotAskedUntilTheTableSaysOtherwise() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady()
            try await town.importing("officers", Self.heading + line("1-5 １３：３０－１７：３０"))
            #expect(try await hours(in: town) == ["1-5 13:30-17:30"])
            #expect(try await responsible("r1", "environment", in: town) == "officer:2 adjacentOfficer")
            #expect(
                try await town.texts("SELECT text FROM incident_event WHERE kind = 'assigned'")
                    == ["officer:1 works 1-5 13:30-17:30"])
            let list = try await run(["list", "--role", "gridOfficer", "--json"], in: town)
            #expect(list.contains(#""hours":"1-5 13:30-17:30""#) || list.contains(#""hours": "1-5 13:30-17:30""#))
            #expect(try await run(["list"], in: town).contains("1-5 13:30-17:30"))

            // A table without the column leaves them; an empty field means the township's.
            try await town.importing("officers", "id,name,phone,role,area\n1,甲,13800000001,网格员,\(FleetTown.grid)\n")
            #expect(try await hours(in: town) == ["1-5 13:30-17:30"])
            try await town.importing("officers", Self.heading + line(""))
            #expect(try await hours(in: town).isEmpty)
            #expect(try await responsible("r2", "service", in: town) == "officer:1 gridOfficer")
            #expect(try await town.count("incident", "responsible = 'officer:2'") == 1, "the past stays")
        }
    }

    @Test func anEmergencyReachesThemInAnyCase() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady()
            try await town.importing("officers", Self.heading + line("7 00:00-01:00"))
            let report = FleetTown.report("r1", category: "fire", severity: "emergency")
            try await town.publish([report], urgent: true)
            try await town.until("the incident") { try await town.count("incident", "responsible = 'officer:1'") == 1 }
            #expect(
                try await town.texts("SELECT array_to_string(told, ',') FROM incident_event WHERE kind = 'assigned'")
                    == ["1,2,3"])
        }
    }

    @Test func badHoursAreNamedByTheirLine() async throws {
        try await FleetTown.run { town in
            let table =
                Self.heading + line("1-5 22:00-06:00") + line("1-5 08:00-12:00", role: "网格长")
                + line("1-5 08:00-13:00", role: "调解员")
            let log = try await town.importing("officers", table, code: 64)
            #expect(log.contains("line 2, hours: a span may not cross midnight"))
            #expect(log.contains("line 4, hours: line 3 has other hours for this officer"))
            #expect(try await hours(in: town).isEmpty)
        }
    }

    private func line(_ hours: String, role: String = "网格员") -> String {
        "1,甲,13800000001,\(role),\(FleetTown.grid),\(hours)\n"
    }

    private func hours(in town: FleetTown) async throws -> [String] {
        try await town.texts("SELECT hours FROM officer WHERE hours IS NOT NULL")
    }

    private func responsible(_ id: String, _ category: String, in town: FleetTown) async throws -> String {
        try await town.publish([FleetTown.report(id, category: category)])
        var found: [String] = []
        try await town.until("somebody responsible for \(id)") {
            found = try await town.texts(
                """
                SELECT concat(i.responsible, ' ', i.rule) FROM incident i
                JOIN incident_event e ON e.incident_id = i.id WHERE e.event_id = \(id)
                """)
            return found.count == 1
        }
        return found.first ?? ""
    }

    private func run(_ arguments: [String], in town: FleetTown) async throws -> String {
        let process = try town.start("lianhu", [:], ["officer"] + arguments)
        #expect(try await process.exit() == 0, "\(process.log)")
        return process.log
    }
}
