package import Foundation
import Loop

/// The one clock of the fleet. It is anchored to the database's, so that every process of every machine agrees, and
/// between measurements it follows the monotonic clock, so that it does not jump with the machine's.
package struct FleetClock: Sendable {
    /// Fleet seconds in a real second.
    package let speed: Double

    private let setting: ClockSetting?
    private let anchor: Date
    private let reading: Reading

    /// - Parameters:
    ///   - setting: nil for the real time.
    ///   - anchor: the database's time when the setting was first used by any process; of no effect without a setting.
    ///   - databaseNow: the database's time when it was asked.
    ///   - measured: our own instant of that answer.
    package init(setting: ClockSetting?, anchor: Date, databaseNow: Date, measured: ContinuousClock.Instant) {
        self.setting = setting
        self.anchor = anchor
        speed = setting?.speed ?? 1
        reading = Reading(shown: Self.shown(setting, anchor, databaseNow), measured: measured)
    }

    private static func shown(_ setting: ClockSetting?, _ anchor: Date, _ databaseNow: Date) -> Date {
        let passed = databaseNow.timeIntervalSince(anchor)
        return setting.map { $0.start.addingTimeInterval(passed * $0.speed) } ?? databaseNow
    }

    /// The fleet's time.
    package func now() -> Date {
        time(at: .now)
    }

    /// The fleet's time at one of our own instants.
    package func time(at instant: ContinuousClock.Instant) -> Date {
        let (shown, measured) = reading.latest
        return shown.addingTimeInterval((instant - measured).inSeconds * speed)
    }

    /// How long to really wait until the fleet's clock shows `date`; zero if it has.
    package func realInterval(until date: Date) -> Duration {
        realInterval(until: date, from: .now)
    }

    /// The same, counted from one of our own instants.
    package func realInterval(until date: Date, from instant: ContinuousClock.Instant) -> Duration {
        .seconds(max(0, date.timeIntervalSince(time(at: instant)) / speed))
    }

    /// Takes a new answer of the database, for all copies of this clock: two machines' clocks drift apart over days.
    package func remeasure(databaseNow: Date, measured: ContinuousClock.Instant) {
        reading.latest = (Self.shown(setting, anchor, databaseNow), measured)
    }

    /// The latest answer, shared by all copies of a clock. `@unchecked Sendable` because the lock guards it.
    private final class Reading: @unchecked Sendable {
        private let lock = Lock()
        private var value: (Date, ContinuousClock.Instant)

        init(shown: Date, measured: ContinuousClock.Instant) { value = (shown, measured) }

        var latest: (shown: Date, measured: ContinuousClock.Instant) {
            get { lock.withLock { value } }
            set { lock.withLock { value = newValue } }
        }
    }
}

extension Duration {
    /// In seconds, for arithmetic with dates.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
