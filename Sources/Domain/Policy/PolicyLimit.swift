package import Foundation

/// A span of time on a clock, and what starts it.
package struct PolicyLimit: Sendable, Equatable {
    /// Which clock a limit runs on.
    package enum Clock: String, Sendable, CaseIterable {
        /// Every second counts.
        case wall
        /// Seconds in which officers of the place are at work.
        case workingHours
        /// Whole working days: the one on which it starts does not count, the last does to its close.
        case workingDays
    }

    /// What starts a clock.
    package enum Start: String, Sendable, CaseIterable {
        /// The incident was opened.
        case reported
        /// It was assigned, or had to begin anew.
        case assigned
        /// Somebody was last asked to take it.
        case asked
        /// Whoever has it took it.
        case accepted
        /// It was said to be done.
        case resolved
    }

    /// Seconds; for working days their number.
    package let amount: Double
    package let clock: Clock
    package let start: Start

    package init(_ amount: Double, _ clock: Clock, from start: Start) {
        self.amount = amount
        self.clock = clock
        self.start = start
    }

    /// The instant at which it is over.
    /// - Parameter pauses: spans that do not count, in any order.
    package func end(from start: Date, by calendar: WorkingCalendar, without pauses: [Range<Date>] = []) -> Date {
        switch clock {
        case .wall:
            Self.end(amount, from: start, without: pauses) {
                $1.timeIntervalSince($0)
            } _: {
                $1 + $0
            }
        case .workingHours:
            Self.end(amount, from: start, without: pauses) {
                calendar.working(from: $0, to: $1)
            } _: {
                calendar.adding(seconds: $0, to: $1)
            }
        case .workingDays: days(from: start, calendar, pauses)
        }
    }

    /// Uses up the time before, between and after the pauses.
    private static func end(
        _ amount: Double, from start: Date, without pauses: [Range<Date>], measured: (Date, Date) -> Double,
        _ adding: (Double, Date) -> Date
    ) -> Date {
        var (left, instant) = (amount, start)
        for pause in pauses.sorted(by: { $0.lowerBound < $1.lowerBound }) where pause.upperBound > instant {
            if pause.lowerBound > instant {
                let room = measured(instant, pause.lowerBound)
                if room >= left { return adding(left, instant) }
                left -= room
            }
            instant = pause.upperBound
        }
        return adding(left, instant)
    }

    /// A day at whose close it was paused does not count.
    private func days(from start: Date, _ calendar: WorkingCalendar, _ pauses: [Range<Date>]) -> Date {
        var (left, instant) = (Int(amount), start)
        while left > 0 {
            let close = calendar.adding(workingDays: 1, to: instant)
            if !pauses.contains(where: { $0.lowerBound < close && close <= $0.upperBound }) { left -= 1 }
            instant = close
        }
        return instant
    }
}
