import Foundation
import Testing

@testable import Fleet

@Suite struct FleetClockTests {
    private let start = Date(timeIntervalSince1970: 1_772_406_000)
    private let anchor = Date(timeIntervalSince1970: 1_800_000_000)
    private let instant = ContinuousClock.now

    @Test func readsASetting() {
        let setting = ClockSetting.parse("2026-03-02T07:00:00+08:00*120")
        #expect(setting == ClockSetting(start: start, speed: 120))
        #expect(ClockSetting.parse("2026-03-01T23:00:00Z") == ClockSetting(start: start, speed: 1))
        #expect(ClockSetting.parse("2026-03-01T23:00:00.500Z*0.5")?.start == start.addingTimeInterval(0.5))
        #expect(ClockSetting.parse("2026-03-01T23:00:00.500+00:00*0.5")?.speed == 0.5)
    }

    @Test(arguments: [
        "", "*2", "noon", "2026-03-02T07:00:00", "2026-03-02", "2026-03-02T07:00:00Z*", "2026-03-02T07:00:00Z*0",
        "2026-03-02T07:00:00Z*-1", "2026-03-02T07:00:00Z*2*3", "2026-03-02T07:00:00Z*nan", "2026-03-02T07:00:00Z*inf",
        "2026-13-02T07:00:00Z",
    ])
    func refuses(_ text: String) {
        #expect(ClockSetting.parse(text) == nil)
    }

    @Test func withoutASettingItIsTheDatabasesTime() {
        let clock = FleetClock(setting: nil, anchor: .distantPast, databaseNow: anchor, measured: instant)
        #expect(clock.time(at: instant) == anchor)
        #expect(clock.time(at: instant + .seconds(90)) == anchor.addingTimeInterval(90))
        #expect(clock.realInterval(until: anchor.addingTimeInterval(5), from: instant) == .seconds(5))
    }

    @Test func withASettingItRunsFromTheAnchor() {
        let setting = ClockSetting(start: start, speed: 120)
        let clock = FleetClock(
            setting: setting, anchor: anchor, databaseNow: anchor.addingTimeInterval(10), measured: instant)
        #expect(clock.time(at: instant) == start.addingTimeInterval(1200))
        #expect(clock.time(at: instant + .milliseconds(500)) == start.addingTimeInterval(1260))
        #expect(clock.realInterval(until: start.addingTimeInterval(2400), from: instant) == .seconds(10))
        #expect(clock.realInterval(until: start, from: instant) == .zero)
    }

    @Test func processesThatMeasureAtDifferentTimesAgree() {
        let setting = ClockSetting(start: start, speed: 60)
        let first = FleetClock(setting: setting, anchor: anchor, databaseNow: anchor, measured: instant)
        let second = FleetClock(
            setting: setting, anchor: anchor, databaseNow: anchor.addingTimeInterval(100),
            measured: instant + .seconds(100))
        let later = instant + .seconds(130)
        #expect(abs(first.time(at: later).timeIntervalSince(second.time(at: later))) < 0.001)
    }

    @Test func aNewMeasurementCountsForAllCopies() {
        let clock = FleetClock(setting: nil, anchor: anchor, databaseNow: anchor, measured: instant)
        let copy = clock
        clock.remeasure(databaseNow: anchor.addingTimeInterval(101), measured: instant + .seconds(100))
        let shown = copy.time(at: instant + .seconds(110))
        #expect(abs(shown.timeIntervalSince(anchor.addingTimeInterval(111))) < 0.001)
    }
}
