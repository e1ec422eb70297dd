package import Foundation

/// When officers are at work: hours of the day in the territory's zone, on working days. [own hours]
///
/// Public holidays and make-up working days are data: days named there overrule the weekday.
package struct WorkingCalendar: Sendable, Equatable {
    /// Spans of a working day, in minutes after midnight, in order and apart; between them is lunch.
    package var spans: [Range<Int>]
    package var zone: TerritoryZone
    package var holidays: HolidayCalendar

    /// Half past eight to noon and half past one to half past five. [own]
    package static let usualSpans = [510..<720, 810..<1050]
    /// More than ten years of closed days are no calendar.
    private static let horizon = 4000

    package init(
        spans: [Range<Int>] = usualSpans, zone: TerritoryZone = .shanghai, holidays: HolidayCalendar = .china
    ) {
        self.spans = spans
        self.zone = zone
        self.holidays = holidays
    }

    /// Days since 1970-01-01 and minutes after midnight, there.
    package func local(_ instant: Date) -> (day: Int, minute: Int) {
        let utc = Int(instant.timeIntervalSince1970.rounded(.down))
        let seconds = utc + zone.offset(at: utc)
        let day = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        return (day, (seconds - day * 86_400) / 60)
    }

    /// Monday to Friday, unless a named day says otherwise.
    package func isWorkingDay(_ day: Int) -> Bool {
        if holidays.off.contains(day) { return false }
        if holidays.work.contains(day) { return true }
        return Self.weekday(of: day) <= 5
    }

    /// 1 for Monday to 7 for Sunday, of a day counted from 1970-01-01, which was a Thursday.
    package static func weekday(of day: Int) -> Int { ((day + 3) % 7 + 7) % 7 + 1 }

    /// Whether officers are at work at this instant.
    package func isWorking(_ instant: Date) -> Bool {
        let (day, minute) = local(instant)
        return isWorkingDay(day) && spans.contains { $0.contains(minute) }
    }

    /// Seconds of working time between two instants; 0 if they are the other way round.
    package func working(from start: Date, to end: Date) -> Double {
        var sum = 0.0
        for day in Self.days(local(start).day, local(end).day) where isWorkingDay(day) {
            for span in opening(day) {
                sum += max(0, min(span.upperBound, end).timeIntervalSince(max(span.lowerBound, start)))
            }
        }
        return sum
    }

    /// The instant at which `seconds` of working time after `start` have passed.
    package func adding(seconds: Double, to start: Date) -> Date {
        var left = seconds
        let today = local(start).day
        for day in today..<today + Self.horizon where isWorkingDay(day) {
            for span in opening(day) {
                let opens = max(start, span.lowerBound)
                let room = span.upperBound.timeIntervalSince(opens)
                guard room > 0 else { continue }
                if room >= left { return opens.addingTimeInterval(left) }
                left -= room
            }
        }
        return start.addingTimeInterval(seconds)
    }

    /// The close of the `days`th working day after the day of `start`: the day on which it begins does not count, the
    /// last one does to its end. [own, after the counting of terms in China's civil procedure]
    package func adding(workingDays days: Int, to start: Date) -> Date {
        let today = local(start).day
        guard days > 0 else { return start }
        let ahead = (today + 1..<today + Self.horizon).lazy.filter(isWorkingDay)
        return ahead.dropFirst(days - 1).first.flatMap { opening($0).last?.upperBound }
            ?? start.addingTimeInterval(Double(days) * 86_400)
    }

    /// Whether all that lies between is known: no year of it lacks its public holidays.
    package func isKnown(from start: Date, to end: Date) -> Bool {
        holidays.knows(from: local(start).day, to: local(end).day)
    }

    /// The next moment at which officers come to work, strictly after `instant`: in the morning, or after lunch.
    package func nextOpening(after instant: Date) -> Date {
        let today = local(instant).day
        let days = (today..<today + 400).lazy.filter(isWorkingDay)
        return days.flatMap { opening($0).map(\.lowerBound) }.first { $0 > instant }
            ?? instant.addingTimeInterval(86_400)
    }

    /// The next moment at `minute` after midnight, strictly after `instant`: when quiet hours end, when a day opens.
    package func next(minute: Int, after instant: Date) -> Date {
        let day = local(instant).day
        let today = self.instant(day: day, minute: minute)
        return today > instant ? today : self.instant(day: day + 1, minute: minute)
    }

    /// The instant of a local day and minute.
    package func instant(day: Int, minute: Int) -> Date {
        Date(timeIntervalSince1970: Double(zone.instant(local: day * 86_400 + minute * 60)))
    }

    /// A working day's spans; where clocks are put on or back one of them is longer or shorter than it looks.
    private func opening(_ day: Int) -> [Range<Date>] {
        spans.compactMap { span in
            let (from, to) = (instant(day: day, minute: span.lowerBound), instant(day: day, minute: span.upperBound))
            return from < to ? from..<to : nil
        }
    }

    private static func days(_ first: Int, _ last: Int) -> Range<Int> { first..<max(first, last + 1) }
}
