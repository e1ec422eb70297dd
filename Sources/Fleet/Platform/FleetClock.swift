package import Foundation

/// The one clock of the fleet. It is anchored to the database's, so that every process of every machine agrees, and
/// between measurements it follows the monotonic clock, so that it does not jump with the machine's.
package struct FleetClock: Sendable {
    /// Fleet seconds in a real second.
    package let speed: Double

    private let shown: Date
    private let measured: ContinuousClock.Instant
    private let setting: ClockSetting?
    private let anchor: Date

    /// - Parameters:
    ///   - setting: nil for the real time.
    ///   - anchor: the database's time when the setting was first used by any process; of no effect without a setting.
    ///   - databaseNow: the database's time when it was asked.
    ///   - measured: our own instant of that answer.
    package init(setting: ClockSetting?, anchor: Date, databaseNow: Date, measured: ContinuousClock.Instant) {
        self.setting = setting
        self.anchor = anchor
        self.measured = measured
        speed = setting?.speed ?? 1
        let passed = databaseNow.timeIntervalSince(anchor)
        shown = setting.map { $0.start.addingTimeInterval(passed * $0.speed) } ?? databaseNow
    }

    /// The fleet's time.
    package func now() -> Date {
        time(at: .now)
    }

    /// The fleet's time at one of our own instants.
    package func time(at instant: ContinuousClock.Instant) -> Date {
        shown.addingTimeInterval((instant - measured).inSeconds * speed)
    }

    /// How long to really wait until the fleet's clock shows `date`; zero if it has.
    package func realInterval(until date: Date) -> Duration {
        realInterval(until: date, from: .now)
    }

    /// The same, counted from one of our own instants.
    package func realInterval(until date: Date, from instant: ContinuousClock.Instant) -> Duration {
        .seconds(max(0, date.timeIntervalSince(time(at: instant)) / speed))
    }

    /// The same clock after asking the database again: the two machines' clocks drift apart over days.
    package func remeasured(databaseNow: Date, measured: ContinuousClock.Instant) -> FleetClock {
        FleetClock(setting: setting, anchor: anchor, databaseNow: databaseNow, measured: measured)
    }
}

extension Duration {
    /// In seconds, for arithmetic with dates.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
