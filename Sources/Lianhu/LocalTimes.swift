import Domain
import Events
import Foundation

/// Times as people in the territory read them.
struct LocalTimes {
    let zone: TimeZone

    /// `2026-03-02 07:00:05`; a dash for none.
    func text(_ date: Date?) -> String {
        guard let date else { return "–" }
        let local = Int(date.timeIntervalSince1970.rounded(.down)) + zone.secondsFromGMT(for: date)
        let day = Int((Double(local) / 86_400).rounded(.down))
        let (year, month, dayOfMonth) = CivilDay(sinceEpoch: day).parts
        let second = local - day * 86_400
        return String(
            format: "%04d-%02d-%02d %02d:%02d:%02d", year, month, dayOfMonth, second / 3600, second / 60 % 60,
            second % 60)
    }

    /// `09:30`.
    func minute(_ date: Date) -> String { String(text(date).dropFirst(11).prefix(5)) }

    /// `03-02 09:30:05`: without the year.
    func withoutYear(_ date: Date) -> String { String(text(date).dropFirst(5)) }

    /// A text in which the fleet wrote instants (RFC 3339), with these as people here read them.
    func localising(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
            let bare = word.hasSuffix(":") ? word.dropLast() : word
            guard bare.count >= 20, let instant = RFC3339.date(String(bare)) else { return String(word) }
            return withoutYear(instant) + word.dropFirst(bare.count)
        }.joined(separator: " ")
    }

    /// A day, a day with a time there, or an instant (RFC 3339); nil for anything else.
    /// - Parameter endOfDay: a day alone means its end rather than its beginning.
    func instant(_ text: String, endOfDay: Bool) -> Date? {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" }).map(String.init)
        if RFC3339.date(text) == nil, parts.count == 2 {
            guard let day = TableDate.read(parts[0], zone: zone), let minute = Self.minute(parts[1]) else { return nil }
            return day.addingTimeInterval(minute * 60)
        }
        guard let instant = TableDate.read(text, zone: zone) else { return nil }
        return endOfDay && RFC3339.date(text) == nil ? instant.addingTimeInterval(86_400) : instant
    }

    /// Minutes after midnight of `09:30` or `09:30:15`.
    private static func minute(_ text: String) -> Double? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1], (0..<24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        guard parts.count == 3 else { return Double(hour * 60 + minute) }
        guard let second = parts[2], (0..<60).contains(second) else { return nil }
        return Double(hour * 60 + minute) + Double(second) / 60
    }

    /// `2 h 5 min`, `3 d 4 h`, `45 s`: so many parts at most, the largest first, rounded down.
    static func span(_ seconds: TimeInterval, parts: Int = 2) -> String {
        let units: [(name: String, seconds: Int)] = [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)]
        var left = Int(max(0, min(seconds, 1e12)))
        var words: [String] = []
        for unit in units where words.count < parts && (left >= unit.seconds || unit.seconds == 1 && words.isEmpty) {
            words.append("\(left / unit.seconds) \(unit.name)")
            left %= unit.seconds
        }
        return words.joined(separator: " ")
    }

    /// `3 s`, `4 min`, `2 h`, `5 d`: how long ago.
    static func age(_ date: Date?, at now: Date) -> String {
        guard let date else { return "–" }
        let seconds = now.timeIntervalSince(date)
        switch seconds {
        case ..<120: return "\(Int(max(0, seconds))) s"
        case ..<7200: return "\(Int(seconds / 60)) min"
        case ..<172_800: return "\(Int(seconds / 3600)) h"
        default: return "\(Int(seconds / 86_400)) d"
        }
    }
}
