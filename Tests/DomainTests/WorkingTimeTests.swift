import Domain
import Foundation
import TestSupport
import Testing

/// Working time against a model that is slow and obvious: minute after minute, asked of Foundation's calendar.
@Suite struct WorkingTimeTests {
    /// A zone with summer time, one whose clocks change by half an hour, China's.
    private static let zones = ["Europe/Berlin", "Australia/Lord_Howe", "Asia/Shanghai"]

    /// Asks for every minute whether it is worked.
    private struct Model {
        let calendar: WorkingCalendar
        let gregorian: Calendar

        init(_ calendar: WorkingCalendar) throws {
            self.calendar = calendar
            var gregorian = Calendar(identifier: .gregorian)
            gregorian.timeZone = try #require(TimeZone(identifier: calendar.zone.identifier))
            self.gregorian = gregorian
        }

        func isWorked(_ instant: Date) throws -> Bool {
            let parts = gregorian.dateComponents([.year, .month, .day, .hour, .minute, .weekday], from: instant)
            let (year, month) = (try #require(parts.year), try #require(parts.month))
            let text = String(format: "%04d-%02d-%02d", year, month, try #require(parts.day))
            let day = try #require(CivilDay(text)).sinceEpoch
            let weekday = try #require(parts.weekday)
            let isOn =
                calendar.holidays.work.contains(day)
                || !calendar.holidays.off.contains(day) && weekday != 1 && weekday != 7
            let minute = try #require(parts.hour) * 60 + (try #require(parts.minute))
            return isOn && calendar.spans.contains { $0.contains(minute) }
        }

        func working(from start: Date, to end: Date) throws -> Double {
            var (sum, instant) = (0.0, start)
            while instant < end {
                if try isWorked(instant) { sum += 60 }
                instant.addTimeInterval(60)
            }
            return sum
        }
    }

    @Test(arguments: Seeded.seeds(60)) func asManyMinutesAsCountedOneByOne(seed: UInt64) throws {
        var random = Seeded(seed)
        let calendar = try calendar(&random)
        let model = try Model(calendar)
        let start = instant(&random)
        let end = start.addingTimeInterval(Double(Int.random(in: 0...8_000, using: &random)) * 60)
        #expect(calendar.working(from: start, to: end) == (try model.working(from: start, to: end)))
        #expect(calendar.isWorking(start) == (try model.isWorked(start)))
    }

    @Test(arguments: Seeded.seeds(300)) func itAddsUpAndNeverRunsBack(seed: UInt64) throws {
        var random = Seeded(seed)
        let calendar = try calendar(&random)
        let start = instant(&random)
        let middle = start.addingTimeInterval(.random(in: 0...900_000, using: &random))
        let end = middle.addingTimeInterval(.random(in: 0...900_000, using: &random))
        let whole = calendar.working(from: start, to: end)
        let parts = calendar.working(from: start, to: middle) + calendar.working(from: middle, to: end)
        #expect(abs(whole - parts) < 0.001)
        #expect(calendar.working(from: end, to: start) == 0)
        // What adding passes over is just what was asked for, and one moment earlier it is not yet.
        let seconds = Double(Int.random(in: 1...200_000, using: &random))
        let reached = calendar.adding(seconds: seconds, to: start)
        #expect(abs(calendar.working(from: start, to: reached) - seconds) < 0.001)
        #expect(calendar.working(from: start, to: reached.addingTimeInterval(-1)) < seconds)
    }

    @Test(arguments: Seeded.seeds(200)) func workingDaysAddUpAndEndAtTheClose(seed: UInt64) throws {
        var random = Seeded(seed)
        let calendar = try calendar(&random)
        let start = instant(&random)
        let (first, second) = (Int.random(in: 1...9, using: &random), Int.random(in: 1...9, using: &random))
        let whole = calendar.adding(workingDays: first + second, to: start)
        #expect(whole == calendar.adding(workingDays: second, to: calendar.adding(workingDays: first, to: start)))
        let (from, to) = (calendar.local(start).day, calendar.local(whole.addingTimeInterval(-1)).day)
        #expect((from + 1...to).count(where: calendar.isWorkingDay) == first + second)
        #expect(!calendar.isWorking(whole) && calendar.isWorking(whole.addingTimeInterval(-1)))
    }

    @Test(arguments: Seeded.seeds(300)) func whatIsPausedDoesNotCount(seed: UInt64) throws {
        var random = Seeded(seed)
        let calendar = try calendar(&random)
        let start = instant(&random)
        let pauses = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            let from = start.addingTimeInterval(.random(in: -50_000...400_000, using: &random))
            return from..<from.addingTimeInterval(.random(in: 1...200_000, using: &random))
        }
        for clock in [PolicyLimit.Clock.wall, .workingHours] {
            let limit = PolicyLimit(Double(Int.random(in: 60...100_000, using: &random)), clock, from: .assigned)
            let end = limit.end(from: start, by: calendar, without: pauses)
            let steps = stride(from: 0, to: end.timeIntervalSince(start), by: 60).count { second in
                let instant = start.addingTimeInterval(second + 30)
                return !pauses.contains { $0.contains(instant) } && (clock == .wall || calendar.isWorking(instant))
            }
            // Each pause's ends and the span's own lie within a minute that the model takes whole or not at all.
            #expect(abs(Double(steps) * 60 - limit.amount) <= 60 * Double(2 * pauses.count + 2) + 60 * 4)
            #expect(end >= limit.end(from: start, by: calendar))
            #expect(limit.end(from: start.addingTimeInterval(60), by: calendar, without: pauses) >= end)
        }
    }

    /// 2026: the spring festival from 15 to 23 February, with the two weekends around it worked.
    @Test func aSpringFestivalIsPassedOver() throws {
        let calendar = WorkingCalendar()
        let friday = try local(calendar, "2026-02-13", 17 * 60)
        #expect(calendar.isWorking(try local(calendar, "2026-02-14", 600)), "a Saturday that makes up")
        #expect(!calendar.isWorking(try local(calendar, "2026-02-18", 600)), "a Wednesday in the festival")
        // Half an hour on Friday, 7.5 hours on the Saturday, the rest when it is over.
        #expect(calendar.adding(seconds: 8.5 * 3600, to: friday) == (try local(calendar, "2026-02-24", 540)))
        #expect(calendar.adding(workingDays: 2, to: friday) == (try local(calendar, "2026-02-24", 1050)))
    }

    @Test func aYearThatWasNotAnnouncedIsNotKnown() throws {
        let calendar = WorkingCalendar()
        let december = try local(calendar, "2026-12-30", 600)
        #expect(calendar.isKnown(from: december, to: december.addingTimeInterval(86_400)))
        #expect(!calendar.isKnown(from: december, to: december.addingTimeInterval(3 * 86_400)))
        let more = try HolidayCalendar("year 2027\n2027-01-01 off New Year's Day\n2027-01-03 work New Year's Day")
        var next = calendar
        next.holidays = calendar.holidays.adding(more)
        #expect(next.isKnown(from: december, to: december.addingTimeInterval(3 * 86_400)))
        #expect(!next.isWorkingDay(try #require(CivilDay("2027-01-01")).sinceEpoch))
        #expect(next.isWorkingDay(try #require(CivilDay("2027-01-03")).sinceEpoch), "a Sunday that makes up")
        #expect(try HolidayCalendar(more.description) == more)
    }

    @Test func wrongDaysAreToldByLine() {
        let problems = #expect(throws: HolidayCalendar.Problems.self) {
            try HolidayCalendar(
                "year 2027\n2027-02-30 off x\n2027-01-01 off x\n2027-01-01 work x\n2028-01-01 off x\nyear")
        }
        let lines = problems?.lines.map { $0.prefix { $0 != ":" } }
        #expect(lines == ["line 2", "line 4", "line 6", "line 5"])
    }

    /// All years of the data: no day is both, and make-up days are at weekends.
    @Test func theDataMakesSense() {
        let days = HolidayCalendar.china
        #expect(days.years == Set(2007...2026))
        #expect(days.off.isDisjoint(with: days.work) && days.off.count > 400)
        #expect(days.work.allSatisfy { WorkingCalendar.weekday(of: $0) > 5 })
    }

    @Test(arguments: [("Europe/Berlin", "2026-03-29", 150), ("Europe/Berlin", "2026-10-25", 150)])
    func clocksThatChangeLoseNoMinute(zone: String, day: String, minute: Int) throws {
        let zone = TerritoryZone(try #require(TimeZone(identifier: zone)))
        let calendar = WorkingCalendar(spans: [60..<240], zone: zone, holidays: .none)
        var whole = calendar
        whole.holidays.work = [try #require(CivilDay(day)).sinceEpoch]
        let instant = try local(whole, day, minute)
        #expect(whole.isWorking(instant))
        // 02:00 to 03:00 is not there in March, and there twice in October.
        let open = whole.working(from: try local(whole, day, 0), to: try local(whole, day, 600))
        #expect(open == (day.contains("-03-") ? 2.0 : 4.0) * 3600)
    }

    // MARK: -

    private func calendar(_ random: inout Seeded) throws -> WorkingCalendar {
        let name = random.pick(Self.zones, or: "Asia/Shanghai")
        var calendar = WorkingCalendar(
            zone: TerritoryZone(try #require(TimeZone(identifier: name))), holidays: .none)
        if random.oneIn(2) { calendar.spans = [100..<200, 400..<405, 600..<1400] }
        let today = calendar.local(EscalationFixture.start).day
        for day in (today - 400)...(today + 400) {
            if random.oneIn(9) {
                calendar.holidays.off.insert(day)
            } else if random.oneIn(12) {
                calendar.holidays.work.insert(day)
            }
        }
        return calendar
    }

    /// Some whole minute of a year around both changes of the clocks.
    private func instant(_ random: inout Seeded) -> Date {
        EscalationFixture.start.addingTimeInterval(Double(Int.random(in: -250_000...250_000, using: &random)) * 60)
    }

    private func local(_ calendar: WorkingCalendar, _ day: String, _ minute: Int) throws -> Date {
        calendar.instant(day: try #require(CivilDay(day)).sinceEpoch, minute: minute)
    }
}
