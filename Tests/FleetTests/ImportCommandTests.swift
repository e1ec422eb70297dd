import Domain
import Foundation
import Glibc
import Postgres
import Testing

/// `lianhu import` as a person runs it, against a real database.
@Suite struct ImportCommandTests {
    private static let areas = """
        编码,名称,相邻网格
        330604,上虞,
        330604113,镇,
        330604113001,村,
        330604113001001,一网格,330604113001002
        330604113001001001,一联户,
        330604113001002,二网格,
        330604113001002001,二联户,
        """

    @Test func aTerritoryFromFiles() async throws {
        try await FleetTown.run { town in
            try await town.importing("areas", Self.areas)
            try await town.importing(
                "officers",
                """
                id,name,phone,role,area
                7,甲,13800000007,网格员,330604113001001
                7,甲,13800000007,网格长,330604113001002
                """)
            try await town.importing("households", Self.households(in: "330604113001001001"))
            #expect(try await town.count("area") == 13)
            #expect(try await town.count("area_neighbour") == 4)
            #expect(try await town.count("post") == 7)
            #expect(try await town.count("household_area", "until = 'infinity'") == 3)
            #expect(try await town.count("audit", "action = 'import'") == 3)

            // The same again changes nothing, and writes nothing; another area is a move, and history keeps where they lived.
            let written = try await town.texts("SELECT id || ' ' || xmin FROM household ORDER BY id")
            try await town.importing("households", Self.households(in: "330604113001001001"))
            #expect(try await town.count("household_area") == 3)
            #expect(try await town.texts("SELECT id || ' ' || xmin FROM household ORDER BY id") == written)
            try await town.importing("households", Self.households(in: "330604113001002001"))
            #expect(try await town.count("household_area", "until < 'infinity'") == 2)
            #expect(try await town.count("household_area", "until = 'infinity'") == 3)
            try await town.importing("households", Self.households(in: "330604113001001001"))
            #expect(try await town.count("household_area", "until = 'infinity'") == 3)
        }
    }

    @Test func badLinesAreNamedAndNothingIsSaved() async throws {
        try await FleetTown.run { town in
            try await town.importing("areas", Self.areas)
            let file = """
                id,area,address,head
                1,330604113001001001,村口 1 号,甲
                1,330604113001001001,村口 2 号,乙
                3,330604113001009001,村口 3 号,丙
                4,330604113001001001,,丁
                """
            let log = try await town.importing("households", file, code: 64)
            #expect(log.contains("line 3, id: the same as line 2"))
            #expect(log.contains("line 4, area: there is no unit 330604113001009001: import areas first"))
            #expect(log.contains("line 5, address: it is empty"))
            #expect(!log.contains("村口"))
            #expect(try await town.count("household") == 1)
            try await town.importing("households", file, ["--skip-bad"])
            #expect(try await town.count("household") == 2)
            try await town.importing("households", file, ["--dry-run", "--skip-bad"])
        }
    }

    @Test func rentalsGetTheirFirstStep() async throws {
        try await FleetTown.run { town in
            try await town.importing("areas", Self.areas)
            let file = """
                房屋编码,区域,地址,房东,电话,可住人数,登记日期
                LH1,330604113001001001,村口 1 号,己,13900000017,4,2025-06-01
                """
            for _ in 0..<2 { try await town.importing("rentals", file) }
            #expect(try await town.count("rental", "stage = 'registered'") == 1)
            #expect(try await town.count("inspection_step") == 1)
        }
    }

    /// Killed between two chunks; the same command then finishes what was begun.
    @Test func aKilledImportGoesOn() async throws {
        try await FleetTown.run { town in
            try await town.importing("areas", Self.areas)
            let unit = "330604113001001001"
            let lines = (1000..<21_000).map { "\($0),\(unit),村口 \($0) 号,甲" }
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data((["id,area,address,head"] + lines).joined(separator: "\n").utf8).write(to: file)
            let arguments = ["import", "households", file.path(), "--operator", "wang", "--because", "a test"]
            let first = try town.start("lianhu", [:], arguments)
            try await town.until("a chunk") { try await town.count("household") >= 5_000 }
            first.send(SIGKILL)
            #expect(try await first.exit() == -SIGKILL)
            #expect(try await town.count("household") < 20_000, "it was done before it was killed")
            #expect(try await town.count("audit", "details->>'kind' = 'households'") == 1)
            let second = try town.start("lianhu", [:], arguments)
            #expect(try await second.exit() == 0, "\(second.log)")
            #expect(try await town.count("household") == 20_001)
            #expect(try await town.count("household_area") == 20_001)
            #expect(try await town.count("audit", "details->>'kind' = 'households'") == 2)
        }
    }

    private static func households(in unit: String) -> String {
        "id,area,address,head,phone\n1,\(unit),村口 1 号,甲,13700000001\n2,\(unit),\"村口 2 号, 后门\",乙,\n"
    }
}
