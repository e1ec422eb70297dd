import Domain

/// Times as a policy says them.
enum PolicySpan {
    private static let units: [String: (factor: Double, clock: PolicyLimit.Clock)] = [
        "minutes": (60, .wall), "hours": (3600, .wall), "days": (86_400, .wall), "workingMinutes": (60, .workingHours),
        "workingHours": (3600, .workingHours), "workingDays": (1, .workingDays),
    ]
    private static let names = ["minutes", "hours", "days", "workingMinutes", "workingHours", "workingDays"]
    /// A year, in seconds of the wall, of working time, or in days.
    private static let longest: [PolicyLimit.Clock: Double] = [
        .wall: 366 * 86_400, .workingHours: 366 * 86_400, .workingDays: 366,
    ]

    /// `5 minutes` and `asked` of `5 minutes from asked`.
    static func parts(_ text: String) -> (span: String, start: String?) {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let from = words.firstIndex(of: "from") else { return (text, nil) }
        return (words[..<from].joined(separator: " "), words[(from + 1)...].joined(separator: " "))
    }

    /// Of `5 minutes`, `1 hour`, `2 workingHours`, `3 workingDays`; more than nothing, a year at most.
    static func limit(_ text: String) -> PolicyLimit? {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let number = Double(words[0]), number > 0, number.isFinite else { return nil }
        let name = String(words[1])
        guard let unit = units[name] ?? (number == 1 ? units[name + "s"] : nil) else { return nil }
        let amount = number * unit.factor
        guard amount <= longest[unit.clock] ?? 0, unit.clock != .workingDays || number == number.rounded() else {
            return nil
        }
        return PolicyLimit(amount, unit.clock, from: .asked)
    }

    /// Why this is no limit.
    static func problem(with text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        if words.count == 2, Double(words[0]) != nil, units[words[1]] == nil, units[words[1] + "s"] == nil {
            return "'\(words[1])' is no unit, expected \(names.joined(separator: ", "))"
                + YAMLReader.nearest(words[1], names)
        }
        return "expected a time such as 5 minutes, 2 workingHours or 3 workingDays, a year at most"
    }

    /// Of `08:30-12:00 13:30-17:30`: in order, apart, none over midnight.
    static func hours(_ text: String) -> [Range<Int>]? {
        var spans: [Range<Int>] = []
        for word in text.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
            let ends = word.split(separator: "-", omittingEmptySubsequences: false).map(minute)
            guard ends.count == 2, let from = ends[0], let until = ends[1], from < until,
                spans.last.map({ $0.upperBound <= from }) ?? true
            else { return nil }
            spans.append(from..<until)
        }
        return spans.isEmpty ? nil : spans
    }

    /// Minutes after midnight of `08:30`, up to `24:00`.
    static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) && $0.allSatisfy(\.isNumber) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour < 24 || hour == 24 && minute == 0
        else { return nil }
        return hour * 60 + minute
    }
}
