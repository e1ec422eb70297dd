package import Foundation

/// An instant at which the fleet's clock starts, and how fast it runs from there.
package struct ClockSetting: Hashable, Sendable {
    /// What the clock shows when the setting is first used.
    package let start: Date
    /// Fleet seconds in a real second; above 0.
    package let speed: Double

    /// Makes a setting from what is already known to be right.
    package init(start: Date, speed: Double) {
        self.start = start
        self.speed = speed
    }

    /// Reads `2026-03-02T07:00:00+08:00*120`; without `*` the speed is 1. Nil for anything else, an instant without
    /// offset included, because nobody can tell which one was meant.
    package static func parse(_ text: String) -> ClockSetting? {
        let parts = text.split(separator: "*", omittingEmptySubsequences: false)
        guard let start = parts.first.flatMap({ instant(String($0)) }), parts.count <= 2 else { return nil }
        let speed = parts.count == 2 ? Double(parts[1]) : 1
        guard let speed, speed > 0, speed <= 1_000_000 else { return nil }
        return ClockSetting(start: start, speed: speed)
    }

    private static func instant(_ text: String) -> Date? {
        guard text.wholeMatch(of: /[0-9-]+T[0-9:]+(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})/) != nil else { return nil }
        let fraction = text.contains(".")
        return try? Date.ISO8601FormatStyle(timeZoneSeparator: .colon, includingFractionalSeconds: fraction).parse(text)
    }
}
