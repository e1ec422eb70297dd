import Domain
import Foundation
import TestSupport
import Testing

/// When the calendar's routines are due.
@Suite struct RoutineTests {
    @Test(arguments: Seeded.seeds(200)) func nextAndLastMeet(seed: UInt64) {
        var random = Seeded(seed)
        let calendar = WorkingCalendar()
        let time = RoutineTime(
            minute: Int.random(in: 0..<1440, using: &random), random.pick(RoutineTime.Days.allCases, or: .everyDay))
        let now = EscalationFixture.start.addingTimeInterval(.random(in: -20_000_000...20_000_000, using: &random))
        let next = time.next(after: now, by: calendar)
        #expect(next > now)
        #expect(time.last(until: next, by: calendar) == next)
        let last = time.last(until: now, by: calendar)
        #expect(last.map { $0 <= now && time.next(after: $0, by: calendar) == next } == true)
    }

    @Test func theirFiguresAreOfWholeDays() throws {
        let monday = try #require(CivilDay("2026-03-02")).sinceEpoch
        #expect(Routine.weeklyAnalysis.days(before: monday) == monday - 7..<monday)
        let month = Routine.monthlyMeeting.days(before: monday)
        #expect("\(CivilDay(sinceEpoch: month.lowerBound))" == "2026-02-01")
        #expect("\(CivilDay(sinceEpoch: month.upperBound))" == "2026-03-01")
        let april = RoutineTime(minute: 540, .firstWorkingDays).next(
            after: EscalationFixture.start, by: WorkingCalendar())
        #expect("\(CivilDay(sinceEpoch: WorkingCalendar().local(april).day))" == "2026-04-01")
    }
}
