import Events
import Foundation
import TestSupport
import Testing

@Suite struct RFC3339Tests {
    private func milliseconds(_ text: String) -> Int64? {
        RFC3339.date(text).map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) }
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0)),
        ("2001-01-01T00:00:00z", 978_307_200_000),
        ("2026-03-02T07:00:00.123+08:00", 1_772_406_000_123),
        ("2026-03-01t23:00:00.123Z", 1_772_406_000_123),
        ("2026-03-01 23:00:00-00:00", 1_772_406_000_000),
        ("1969-12-31T23:59:59.9Z", -100),
        ("2000-02-29T00:00:00Z", 951_782_400_000),
        ("2016-12-31T23:59:60Z", 1_483_228_799_999),
        ("2016-12-31T23:59:60.5Z", 1_483_228_799_999),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000),
        ("2026-01-01T00:00:00.1234567890123+00:00", 1_767_225_600_123),
    ])
    func readsInstants(text: String, expected: Int64) { #expect(milliseconds(text) == expected) }

    @Test(arguments: [
        "", "2026", "2026-03-02", "2026-03-02T07:00:00", "2026-03-02T07:00Z", "2026-13-02T07:00:00Z",
        "2026-00-02T07:00:00Z", "2026-02-29T07:00:00Z", "1900-02-29T07:00:00Z", "2026-04-31T07:00:00Z",
        "2026-03-00T07:00:00Z", "2026-03-02T24:00:00Z", "2026-03-02T07:60:00Z", "2026-03-02T07:00:61Z",
        "2026-03-02T07:00:00.Z", "2026-03-02T07:00:00+0800", "2026-03-02T07:00:00+24:00",
        "2026-03-02T07:00:00+08:60", "2026-03-02T07:00:00Z ", " 2026-03-02T07:00:00Z", "２026-03-02T07:00:00Z",
        "2026-3-2T07:00:00Z", "-026-03-02T07:00:00Z", "2026-03-02T07:00:00,5Z",
    ])
    func refusesTheRest(text: String) { #expect(RFC3339.date(text) == nil) }

    @Test func writesUTCOrAnOffset() throws {
        let date = try #require(RFC3339.date("2026-03-02T07:00:00.123+08:00"))
        #expect(RFC3339.text(date) == "2026-03-01T23:00:00.123Z")
        #expect(RFC3339.text(date, offset: 28_800) == "2026-03-02T07:00:00.123+08:00")
        #expect(RFC3339.text(date, offset: -12_600) == "2026-03-01T19:30:00.123-03:30")
        #expect(RFC3339.text(Date(timeIntervalSince1970: 0.0004)) == "1970-01-01T00:00:00Z")
        #expect(RFC3339.text(Date(timeIntervalSince1970: -0.001)) == "1969-12-31T23:59:59.999Z")
    }

    @Test func staysWithinFourDigitYears() {
        #expect(RFC3339.text(Date(timeIntervalSinceReferenceDate: 1e18)) == "9999-12-31T23:59:59.999Z")
        #expect(RFC3339.text(Date(timeIntervalSinceReferenceDate: -1e18)) == "0000-01-01T00:00:00Z")
        #expect(RFC3339.text(Date(timeIntervalSinceReferenceDate: .nan)) == "0000-01-01T00:00:00Z")
        #expect(RFC3339.text(Date(timeIntervalSinceReferenceDate: .infinity)) == "9999-12-31T23:59:59.999Z")
    }

    @Test(arguments: Seeded.seeds(50))
    func everyInstantSurvivesWithAnyOffset(seed: UInt64) {
        var random = Seeded(seed)
        for _ in 0..<200 {
            let date = random.instant()
            let offset = Int.random(in: -1439...1439, using: &random) * 60
            #expect(RFC3339.date(RFC3339.text(date, offset: offset)) == date)
        }
    }

    /// Foundation cuts milliseconds off where a `Date` lies below them by rounding; eighths of a second lie exactly.
    @Test(arguments: Seeded.seeds(20))
    func agreesWithFoundation(seed: UInt64) throws {
        var random = Seeded(seed)
        for _ in 0..<50 {
            // From 2001: Foundation keeps the Julian calendar before 1582.
            let eighths = (abs(random.instant().timeIntervalSinceReferenceDate) * 8).rounded()
            let date = Date(timeIntervalSinceReferenceDate: eighths / 8)
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: eighths / 8 != (eighths / 8).rounded())
            let theirs = date.formatted(style)
            #expect(RFC3339.text(date) == theirs)
            #expect(RFC3339.date(theirs) == date, "\(theirs)")
            #expect(try style.parse(RFC3339.text(date, offset: 28_800)) == date)
        }
    }
}
