import Domain
import Foundation
import TestSupport
import Testing

/// Working hours as the timers use them. [domain.md 3]
@Suite struct EscalationCalendarTests {
    private let start = EscalationFixture.start

    @Test(arguments: Seeded.seeds(300))
    func addingIsMonotoneAndLandsInsideWorkingTime(seed: UInt64) {
        var random = Seeded(seed)
        let calendar = calendar(&random)
        let from = start.addingTimeInterval(.random(in: -4_000_000...4_000_000, using: &random))
        let later = from.addingTimeInterval(.random(in: 0...400_000, using: &random))
        let short = Double.random(in: 1...40_000, using: &random)
        let long = short + .random(in: 0...40_000, using: &random)
        let end = calendar.adding(seconds: short, to: from)
        #expect(end >= from)
        #expect(calendar.adding(seconds: long, to: from) >= end)
        #expect(calendar.adding(seconds: short, to: later) >= end)
        // The end of a span is still inside: the moment before it is worked.
        #expect(calendar.isWorking(end.addingTimeInterval(-0.5)))
    }

    @Test(arguments: Seeded.seeds(100))
    func twoSpansAddUp(seed: UInt64) {
        var random = Seeded(seed)
        let calendar = calendar(&random)
        let from = start.addingTimeInterval(.random(in: 0...4_000_000, using: &random))
        let (first, second) = (Double(Int.random(in: 1...30_000, using: &random)), 3600.0)
        let whole = calendar.adding(seconds: first + second, to: from)
        let parts = calendar.adding(seconds: second, to: calendar.adding(seconds: first, to: from))
        #expect(abs(whole.timeIntervalSince(parts)) < 0.01)
    }

    /// Weekends, named holidays and made-up days at random.
    private func calendar(_ random: inout Seeded) -> WorkingCalendar {
        var calendar = WorkingCalendar(holidays: .none)
        let today = calendar.local(start).day
        for day in (today - 60)...(today + 60) {
            if random.oneIn(9) { calendar.holidays.off.insert(day) }
            if random.oneIn(12) { calendar.holidays.work.insert(day) }
        }
        return calendar
    }

    @Test func textsRoundToTheNearestMinute() {
        let halfPastNine = Date(timeIntervalSince1970: 1_772_415_000)
        for shift in [-0.5, 0, 0.5] {
            let text = EscalationText.local(halfPastNine.addingTimeInterval(shift), WorkingCalendar())
            #expect(text == "3月2日09:30")
        }
    }
}
