package import Foundation

/// When officers are at work: hours of the day in the territory's zone, on working days. [own hours]
///
/// Public holidays and make-up working days are data: days named here overrule the weekday.
package struct WorkingCalendar: Sendable, Equatable {
    /// Spans of a working day, in minutes after midnight, in order.
    package var spans: [Range<Int>]
    /// Seconds east of UTC. China has one zone without summer time; other zones come with the policy.
    package var secondsFromGMT: Int
    /// Days off that would be working days, and the other way round, as days since 1970-01-01.
    package var closedDays: Set<Int> = []
    package var openDays: Set<Int> = []

    package init(spans: [Range<Int>] = [510..<720, 810..<1050], secondsFromGMT: Int = 8 * 3600) {
        self.spans = spans
        self.secondsFromGMT = secondsFromGMT
    }

    /// Days since 1970-01-01 and minutes after midnight, there.
    package func local(_ instant: Date) -> (day: Int, minute: Int) {
        let seconds = Int(instant.timeIntervalSince1970.rounded(.down)) + secondsFromGMT
        let day = Int((Double(seconds) / 86_400).rounded(.down))
        return (day, (seconds - day * 86_400) / 60)
    }

    /// Monday to Friday, unless a named day says otherwise.
    package func isWorkingDay(_ day: Int) -> Bool {
        if closedDays.contains(day) { return false }
        if openDays.contains(day) { return true }
        return Self.weekday(of: day) <= 5
    }

    /// 1 for Monday to 7 for Sunday, of a day counted from 1970-01-01, which was a Thursday.
    package static func weekday(of day: Int) -> Int { ((day + 3) % 7 + 7) % 7 + 1 }

    /// Whether officers are at work at this instant.
    package func isWorking(_ instant: Date) -> Bool {
        let (day, minute) = local(instant)
        return isWorkingDay(day) && spans.contains { $0.contains(minute) }
    }

    /// The instant at which `seconds` of working time after `start` have passed.
    package func adding(seconds: Double, to start: Date) -> Date {
        var left = seconds
        var (day, _) = local(start)
        let limit = day + 4000  // more than ten years of closed days is no calendar
        while day < limit {
            for span in isWorkingDay(day) ? spans : [] {
                let opens = max(start, instant(day: day, minute: span.lowerBound))
                let room = instant(day: day, minute: span.upperBound).timeIntervalSince(opens)
                guard room > 0 else { continue }
                if room >= left { return opens.addingTimeInterval(left) }
                left -= room
            }
            day += 1
        }
        return start.addingTimeInterval(seconds)
    }

    /// The next moment at which officers come to work, strictly after `instant`: in the morning, or after lunch.
    package func nextOpening(after instant: Date) -> Date {
        let today = local(instant).day
        let days = (today..<today + 400).lazy.filter(isWorkingDay)
        let openings = days.flatMap { day in spans.map { self.instant(day: day, minute: $0.lowerBound) } }
        return openings.first { $0 > instant } ?? instant.addingTimeInterval(86_400)
    }

    /// The next moment at `minute` after midnight, strictly after `instant`: when quiet hours end, when a day opens.
    package func next(minute: Int, after instant: Date) -> Date {
        let today = self.instant(day: local(instant).day, minute: minute)
        return today > instant ? today : today.addingTimeInterval(86_400)
    }

    /// The instant of a local day and minute.
    package func instant(day: Int, minute: Int) -> Date {
        Date(timeIntervalSince1970: Double(day * 86_400 + minute * 60 - secondsFromGMT))
    }
}
