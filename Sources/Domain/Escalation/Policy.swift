package import Foundation

/// Times, ladder and windows, as one edition. The reports give no times: all figures are [own] defaults.
package struct Policy: Sendable, Equatable {
    /// Which clock a limit runs on.
    package enum Clock: String, Sendable { case wall, workingHours }

    /// A span of time on a clock, in seconds.
    package struct Limit: Sendable, Equatable {
        package let seconds: Double
        package let clock: Clock

        package init(minutes: Double, _ clock: Clock) {
            self.seconds = minutes * 60
            self.clock = clock
        }
    }

    /// How long may pass until somebody has accepted, until it is resolved, until the resident was asked,
    /// and from one rung to the next.
    package struct Limits: Sendable, Equatable {
        package let accept: Limit
        package let resolve: Limit
        package let visit: Limit
        package let rung: Limit

        package init(accept: Limit, resolve: Limit, visit: Limit, rung: Limit) {
            self.accept = accept
            self.resolve = resolve
            self.visit = visit
            self.rung = rung
        }
    }

    package let edition: String
    package var calendar: WorkingCalendar
    package var limits: [Severity: Limits]
    /// Who is told at each rung, from the first missed deadline up.
    package var ladder: [Rung]
    /// Seconds from the first report in which another of the same kind and place is the same matter.
    package var duplicateWindows: [Category: TimeInterval]
    /// Words that make an unreadable message a possible emergency.
    package var emergencyWords: [String]
    /// Minutes after local midnight between which only emergencies are sent. [own]
    package var quietFrom = 21 * 60
    package var quietUntil = 8 * 60
    /// Texts a phone and day that are not urgent; more become one digest at this minute after local midnight. [own]
    package var dailyCap = 8
    package var digestAt = 18 * 60
    /// So many texts of one purpose for one phone at once become one. [own]
    package var stormSize = 3

    /// The limits of a severity; the ordinary ones where the policy names none.
    package func limits(for severity: Severity) -> Limits { limits[severity] ?? Self.ordinary }

    /// Seconds in which reports of one category and place are one matter; four hours where the policy names none. [own]
    package func duplicateWindow(_ category: Category) -> TimeInterval { duplicateWindows[category] ?? 4 * 3600 }

    /// The instant at which `limit`, started at `start`, is over.
    package func deadline(_ limit: Limit, from start: Date) -> Date {
        switch limit.clock {
        case .wall: start.addingTimeInterval(limit.seconds)
        case .workingHours: calendar.adding(seconds: limit.seconds, to: start)
        }
    }

    /// Whether only emergencies may be sent now.
    package func isQuiet(_ instant: Date) -> Bool {
        let minute = calendar.local(instant).minute
        return minute >= quietFrom || minute < quietUntil
    }

    private static let ordinary = Limits(
        accept: Limit(minutes: 120, .workingHours), resolve: Limit(minutes: 1440, .workingHours),
        visit: Limit(minutes: 1440, .workingHours), rung: Limit(minutes: 120, .workingHours))

    /// The standard policy in a territory's zone, `seconds` east of UTC.
    package static func standard(secondsFromGMT seconds: Int) -> Policy {
        var policy = standard
        policy.calendar.secondsFromGMT = seconds
        return policy
    }

    /// What holds until a township writes its own.
    package static let standard = Policy(
        edition: "standard-1", calendar: WorkingCalendar(),
        limits: [
            .emergency: Limits(
                accept: Limit(minutes: 5, .wall), resolve: Limit(minutes: 240, .wall),
                visit: Limit(minutes: 1440, .wall), rung: Limit(minutes: 5, .wall)),
            .urgent: Limits(
                accept: Limit(minutes: 30, .wall), resolve: Limit(minutes: 480, .wall),
                visit: Limit(minutes: 1440, .workingHours), rung: Limit(minutes: 30, .wall)),
            .normal: ordinary,
            .low: ordinary,
        ],
        ladder: Rung.standard,
        duplicateWindows: [.fire: 6 * 3600, .gas: 6 * 3600, .environment: 24 * 3600],
        emergencyWords: ["火", "着火", "爆炸", "煤气", "救命", "fire", "gas leak", "explosion"])
}
