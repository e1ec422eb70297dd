import Domain
import Foundation
import Postgres
import Store
import Testing

/// Where reports are placed, after grids were redrawn.
@Suite struct PlaceStoreTests {
    @Test(arguments: [
        ("330604112221003", "330604112221003"),
        // A prefix, and a digit too many.
        ("330604112221003009", "330604112221003"), ("3306041122210039", "330604112221003"),
        // Its only successor; several, or none, are the village's.
        ("330604112221002", "330604112221005"), ("330604112221002001", "330604112221005"),
        ("330604112221001", "330604112221"), ("330604112221006", "330604112221"),
        ("330604112221001001", "330604112221003001"), ("330604112221001002", "330604112221"),
    ])
    func aCodeFindsWhatHasItsPlace(named: String, code: String) async throws {
        try await TerritoryFixture.run { pool in
            let place = try await Self.place(TerritoryFixture.report(area: named), pool)
            #expect(place == IncidentPlace(area: try #require(AreaCode(code)), rule: .area))
        }
    }

    @Test func beforeTheReformTheOldGridWasThere() async throws {
        try await TerritoryFixture.run { pool in
            let old = try #require(AreaCode("330604112221001"))
            let report = TerritoryFixture.report(area: "330604112221001001")
            let before = try #require(ISO8601DateFormatter().date(from: "2026-02-01T00:00:00Z"))
            let place = try await Self.place(report, pool, at: before)
            #expect(place?.area.at(.grid) == old)
            #expect(
                try await Self.place(TerritoryFixture.report(area: "330604112221003"), pool, at: before)?.area.digits
                    == "330604112221", "a grid that is not there yet")
        }
    }

    @Test func aCodeUsedAgainMeansTheNewArea() async throws {
        try await TerritoryFixture.run { pool in
            _ = try await pool.query(
                """
                INSERT INTO area (id, code, level, name, valid_from)
                VALUES (20, '330604112221002', 'grid', 'new', '2026-03-02T00:00:00+08:00')
                """)
            let place = try await Self.place(TerritoryFixture.report(area: "330604112221002"), pool)
            #expect(place?.area.digits == "330604112221002")
        }
    }

    @Test func householdsHousesAndHomesAreWhereTheirAreaWent() async throws {
        try await TerritoryFixture.run { pool in
            // Others of the batch ask for shorter codes, which must not shorten these.
            let reports = [
                TerritoryFixture.report(household: 3), TerritoryFixture.report(household: 2),
                TerritoryFixture.report(rental: "R1"), TerritoryFixture.report(),
                TerritoryFixture.report(area: "330604112221"),
            ]
            let known = try await pool.load(PlaceStore.load(for: reports, at: TerritoryFixture.now))
            let places = reports.map { known.place(of: $0) }
            #expect(
                places.map { $0?.area.digits } == [
                    "330604112221004", "330604112221", "330604112221005", "330604112221005", "330604112221",
                ])
            #expect(places.map { $0?.rule } == [.household, .household, .rental, .home, .area])
        }
    }

    @Test func theTopIsFoundAmongThoseThatAreThere() async throws {
        try await TerritoryFixture.run { pool in
            #expect(try await pool.load(PlaceStore.root(at: TerritoryFixture.now))?.digits == "330604")
            _ = try await pool.query("UPDATE area SET valid_to = '2026-01-01' WHERE code = '330604'")
            #expect(try await pool.load(PlaceStore.root(at: TerritoryFixture.now))?.digits == "330604112")
        }
    }

    static func place(
        _ report: IncidentReport, _ pool: PostgresPool, at now: Date = TerritoryFixture.now
    ) async throws -> IncidentPlace? {
        try await pool.load(PlaceStore.load(for: [report], at: now)).place(of: report)
    }
}
