import Domain
import TestSupport
import Testing

@Suite struct DatumTests {
    /// Pairs that several public converters agree on.
    @Test(arguments: [
        (Datum.gcj02, (31.1774276, 121.5272106), (31.175303984, 121.531541859)),
        (.gcj02, (22.543847, 113.912316), (22.540796132, 113.917176481)),
        (.gcj02, (39.911954, 116.377817), (39.913345455, 116.384047225)),
        (.gcj02, (39.915, 116.404), (39.916404282, 116.410244499)),
        (.wgs84, (39.915, 116.404), (39.915, 116.404)),
    ])
    func knownPairs(datum: Datum, wgs84: (Double, Double), shifted: (Double, Double)) throws {
        let gps = try #require(Coordinates(latitude: wgs84.0, longitude: wgs84.1))
        let there = try #require(Coordinates(latitude: shifted.0, longitude: shifted.1))
        #expect(Self.distance(datum.point(gps), there) < 1e-8)
        #expect(Self.distance(datum.wgs84(there), gps) < 1e-8)
    }

    /// Baidu's own step alone: 39.915, 116.404 in GCJ-02.
    @Test func baiduStandsOnTop() throws {
        let gcj02 = try #require(Coordinates(latitude: 39.915, longitude: 116.404))
        let baidu = try #require(Coordinates(latitude: 39.921336994, longitude: 116.410369494))
        #expect(Self.distance(Datum.bd09.wgs84(baidu), Datum.gcj02.wgs84(gcj02)) < 1e-8)
    }

    @Test(arguments: Seeded.seeds(200)) func thereAndBack(seed: UInt64) throws {
        var random = Seeded(seed)
        let gps = try #require(
            Coordinates(
                latitude: .random(in: 18...53, using: &random), longitude: .random(in: 74...134, using: &random)))
        for datum in Datum.allCases {
            #expect(Self.distance(datum.wgs84(datum.point(gps)), gps) < 1e-7, "\(datum)")
        }
        let metres = Self.distance(Datum.gcj02.point(gps), gps) * 111_000
        #expect((20...1500).contains(metres))
    }

    @Test func abroadMapsAreNotShifted() throws {
        let paris = try #require(Coordinates(latitude: 48.8566, longitude: 2.3522))
        #expect(Datum.gcj02.wgs84(paris) == paris)
    }

    @Test func whatIsNowhereIsNoPoint() {
        #expect(Coordinates(latitude: 0, longitude: 0) == nil)
        #expect(Coordinates(latitude: 90.1, longitude: 0) == nil)
        #expect(Coordinates(latitude: 30, longitude: -180.5) == nil)
        #expect(Coordinates(latitude: .nan, longitude: 3) == nil)
    }

    private static func distance(_ one: Coordinates, _ other: Coordinates) -> Double {
        max(abs(one.latitude - other.latitude), abs(one.longitude - other.longitude))
    }
}
