import Domain
import Events
import Foundation
import Postgres
import Testing

/// `lianhu import` through a reform, and of what is not the net itself.
@Suite struct ReformCommandTests {
    /// Grid 1 of the town is split; both its units go into the first half, where the second becomes unit 9.
    private static let split = """
        编码,名称,生效日期,失效日期,后继
        330604112221001,一网格,,2026-03-01,330604112221001;330604112221003
        330604112221001,一网格(新),2026-03-01,,
        330604112221003,三网格,2026-03-01,,
        330604112221001001,一组,,2026-03-01,330604112221001009
        330604112221001009,九组,2026-03-01,,
        330604112221001002,二组,,2026-03-01,330604112221001009；330604112221003001
        330604112221003001,一组,2026-03-01,,
        """

    @Test func aGridIsSplit() async throws {
        try await FleetTown.run { town in
            _ = try await town.pool.query("INSERT INTO household (id, address, head_name) VALUES (18, 'x', 'y')")
            _ = try await town.pool.query("INSERT INTO household_area (household_id, area_id) VALUES (18, 7)")
            let plan = try await town.importing("areas", Self.split, ["--dry-run"])
            #expect(plan.contains("areas: 7 good lines, 0 bad"))
            #expect(plan.contains("reform: 3 areas end"))
            #expect(
                plan.contains(
                    "330604112221001: 2 successors; 0 households left, 2 posts to end, 0 open incidents"))
            #expect(plan.contains("330604112221001001: 1 successor; 1 household to move, 0 posts to pass on"))
            #expect(try await town.count("area", "valid_to < 'infinity'") == 0)

            let said = try await town.importing("areas", Self.split)
            #expect(
                said.contains(
                    "households that still belong to 330604112221001002, which has ended: 1; import households"))
            #expect(try await town.count("area") == 11)
            #expect(try await town.count("household_area", "household_id = 17") == 2)
            #expect(try await town.count("post", "until < 'infinity'") == 2)

            // The same again changes nothing; a table that knows nothing of the reform is refused by its line.
            try await town.importing("areas", Self.split)
            #expect(try await town.count("area") == 11)
            let old = try await town.importing("areas", "编码,名称\n330604112221001002,二组\n", code: 64)
            #expect(old.contains("line 2, code: this area has ended"))
            let households = "id,area,address,head\n18,330604112221003001,x,y\n"
            #expect(!(try await town.importing("households", households)).contains("still belong"))
            #expect(try await town.count("household_area", "household_id = 18") == 2)
        }
    }

    @Test func badLinesOfAReform() async throws {
        try await FleetTown.run { town in
            let table = """
                code,name,validTo,successors
                330604112221001,x,2026-03-01,330604112221009
                330604112221,x,2026-03-01,
                330604112221002,x,2026-03-01,330604112221
                330604112221002,x,,
                """
            let log = try await town.importing("areas", table, code: 64)
            #expect(log.contains("line 2, successors: there is no grid 330604112221009 from that day on"))
            #expect(log.contains("line 3, validTo: the grid 330604112221002 below it does not end"))
            #expect(log.contains("line 4, successors: successors of a grid have 15 digits too"))
            #expect(try await town.count("area", "valid_to < 'infinity'") == 0)
        }
    }

    /// A table for the day of a reform can be brought before it.
    @Test func householdsOfADayToCome() async throws {
        try await FleetTown.run { town in
            let table = """
                code,name,validFrom,validTo,successors
                330604112221001001,x,,2026-04-01,330604112221001002;330604112221001003
                330604112221001003,x,2026-04-01,,
                """
            try await town.importing("areas", table)
            let households = "id,area,address,head\n17,330604112221001003,x,y\n"
            let log = try await town.importing("households", households, code: 64)
            #expect(log.contains("there is no unit 330604112221001003: import areas first"))
            for _ in 0..<2 { try await town.importing("households", households, ["--on", "2026-04-01"]) }
            #expect(
                try await town.texts(
                    """
                    SELECT a.code || ' ' || isfinite(h.since) || ' ' || isfinite(h.until)
                    FROM household_area h JOIN area a ON a.id = h.area_id WHERE household_id = 17 ORDER BY h.since
                    """) == ["330604112221001001 false true", "330604112221001003 true false"])
            try await town.importing("areas", table, ["--on", "2026-04-01"], code: 64)
            try await town.importing("households", households, ["--on", "soon"], code: 64)
        }
    }

    /// A report under the old code reaches those who have its place now.
    @Test func aReportUnderAnOldCode() async throws {
        try await FleetTown.run { town in
            let merged = """
                code,name,validTo,successors
                330604112221001,x,2026-03-01,330604112221002
                330604112221001001,x,2026-03-01,
                330604112221001002,x,2026-03-01,
                """
            try await town.importing("areas", merged)
            _ = try await town.startReady()
            try await town.publish([FleetTown.report("r1", place: .string(FleetTown.unit))])
            try await town.until("the incident") { try await town.count("incident") == 1 }
            #expect(try await town.count("incident", "area_code = '330604112221002'") == 1)
        }
    }

    /// What was filed under a unit that is no more is listed under the code of the one that has its place, and its own.
    @Test func anIncidentIsListedUnderTheNewCode() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady()
            try await town.publish([FleetTown.report("r1", place: .string(FleetTown.unit))])
            try await town.until("the incident") { try await town.count("incident") == 1 }
            try await town.importing("areas", Self.split)
            let number = try #require(try await town.texts("SELECT number FROM incident").first)
            for (area, isThere) in [
                ("330604112221001009", true), (FleetTown.unit, true), ("330604112221003001", false),
            ] {
                let process = try town.start("lianhu", [:], ["incident", "list", "--area", area])
                #expect(try await process.exit() == 0, "\(process.log)")
                #expect(process.log.contains(number) == isThere, "\(area): \(process.log)")
            }
        }
    }

    @Test func departmentsAndDevices() async throws {
        try await FleetTown.run { town in
            let departments = "名称代码,名称,值班电话,区域\ngas,燃气公司,96100,330604\n"
            for _ in 0..<2 { try await town.importing("departments", departments) }
            #expect(try await town.count("department") == 1)
            let devices = "设备编号,来源,区域,位置\nS-1,fire,330604112221001001,一楼\n"
            let log = try await town.importing("devices", devices, code: 64)
            #expect(log.contains("line 2, source: there is no source of this name: lianhu source add"))
            _ = try await town.pool.query(
                "INSERT INTO source (name, owner, owner_phone, broker_user) VALUES ('fire', 'o', '1', 'u')")
            for _ in 0..<2 { try await town.importing("devices", devices) }
            #expect(try await town.count("device", "source = 'fire' AND area_id = 6") == 1)
        }
    }
}
