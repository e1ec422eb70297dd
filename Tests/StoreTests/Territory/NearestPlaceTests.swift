import Domain
import Foundation
import Postgres
import Store
import Testing

/// Reports that name a device, or say where they are on the map.
@Suite struct NearestPlaceTests {
    @Test func aDeviceIsTheOneOfItsOwnSystem() async throws {
        try await TerritoryFixture.run { pool in
            _ = try await pool.query(
                """
                INSERT INTO device (source, id, area_id, place) VALUES ('fire', 'S-1', 7, 'hall'), ('app', 'S-1', 8, 'yard'),
                    ('fire', 'S-2', 5, 'in a grid that ended')
                """)
            let reports = ["fire", "app", "other"].map { TerritoryFixture.report(device: "S-1", source: $0) }
            let known = try await pool.load(PlaceStore.load(for: reports, at: TerritoryFixture.now))
            let places = reports.map { known.place(of: $0) }
            #expect(places.map { $0?.area.digits } == ["330604112221003", "330604112221004", nil])
            #expect(places.map { $0?.exact } == ["device:fire/S-1", "device:app/S-1", nil])
            let moved = TerritoryFixture.report(device: "S-2", source: "fire")
            #expect(try await PlaceStoreTests.place(moved, pool)?.area.digits == "330604112221005")
        }
    }

    @Test(
        arguments: [
            (30.0301, 120.8702, "330604112221003"), (30.0301, 120.8790, "330604112221004"),
            // A kilometre east of the second, where a device hangs that is registered in grid 5.
            (30.0300, 120.8899, "330604112221005"),
            // The village's own point is no grid's, and 2.9 km count where 3.1 do not, to the north as to the east.
            (30.0561, 120.8700, "330604112221003"), (30.0579, 120.8700, nil),
            (30.0300, 120.9200, "330604112221005"), (30.0300, 120.9222, nil),
        ] as [(Double, Double, String?)])
    func theNearestPointWithinReach(latitude: Double, longitude: Double, area: String?) async throws {
        try await withPoints { pool in
            let found = try await Self.place(latitude, longitude, pool)
            #expect(found == area)
        }
    }

    @Test(arguments: [Datum.gcj02, .bd09]) func aSourcesDatumIsTakenIntoAccount(datum: Datum) async throws {
        try await withPoints { pool in
            let there = try #require(Coordinates(latitude: 30.0301, longitude: 120.8742))
            // By GPS nearest to grid 3, though not as written.
            #expect(try await Self.place(datum.point(there), pool) != "330604112221003")
            #expect(try await pool.load(SourceStore.measure("fire", by: datum)))
            #expect(try await Self.place(datum.point(there), pool) == "330604112221003")
            #expect(try await pool.load(SourceStore.all())["fire"]?.datum == datum)
        }
    }

    /// Two reports from one point, of which one names an area.
    @Test func aPointIsAskedForUnlessAllOfItsReportsNameAnArea() async throws {
        try await withPoints { pool in
            let point = try #require(Coordinates(latitude: 30.03, longitude: 120.87))
            let reports = [
                TerritoryFixture.report(area: "330604112221004", at: point), TerritoryFixture.report(at: point),
            ]
            let known = try await pool.load(PlaceStore.load(for: reports, at: TerritoryFixture.now))
            #expect(reports.map { known.place(of: $0)?.rule } == [.area, .coordinates])
        }
    }

    @Test func whatIsNamedComesBeforeTheMap() async throws {
        try await withPoints { pool in
            let point = try #require(Coordinates(latitude: 30.03, longitude: 120.87))
            let named = TerritoryFixture.report(household: 3, at: point)
            #expect(try await PlaceStoreTests.place(named, pool)?.rule == .household)
            let unknown = TerritoryFixture.report(area: "440000", household: 99, at: point)
            #expect(try await PlaceStoreTests.place(unknown, pool)?.rule == .coordinates)
            let far = TerritoryFixture.report(at: Coordinates(latitude: 40, longitude: 120))
            #expect(try await PlaceStoreTests.place(far, pool)?.rule == .home)
        }
    }

    private func withPoints(_ body: (PostgresPool) async throws -> Void) async throws {
        try await TerritoryFixture.run { pool in
            for (id, latitude, longitude) in [
                (7, 30.03, 120.87), (8, 30.03, 120.8795), (4, 30.0301, 120.8702), (3, 30.0579, 120.87),
            ] {
                _ = try await pool.query(
                    "UPDATE area SET latitude = \(latitude), longitude = \(longitude) WHERE id = \(Int64(id))")
            }
            _ = try await pool.query(
                """
                INSERT INTO device (source, id, area_id, place, latitude, longitude)
                VALUES ('app', 'S-3', 9, 'gate', 30.03, 120.89)
                """)
            try await body(pool)
        }
    }

    private static func place(_ latitude: Double, _ longitude: Double, _ pool: PostgresPool) async throws -> String? {
        try await place(try #require(Coordinates(latitude: latitude, longitude: longitude)), pool)
    }

    private static func place(_ point: Coordinates, _ pool: PostgresPool) async throws -> String? {
        let report = TerritoryFixture.report(at: point, source: "fire")
        return try await PlaceStoreTests.place(report, pool)?.area.digits
    }
}
