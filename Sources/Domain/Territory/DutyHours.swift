/// An officer's own working hours, where they are not the township's: part-time and seconded staff. [R3]
///
/// Days of the week and spans of the day on the territory's wall; a make-up working day is the day of the week that it
/// is. [own]
package struct DutyHours: Sendable, Hashable, CustomStringConvertible {
    /// Why a text is no working hours.
    package struct Problem: Error, Sendable, Equatable {
        package let reason: String
    }

    /// A span of some days of the week, 1 for Monday to 7 for Sunday; in minutes after midnight.
    private struct Span: Sendable, Hashable {
        let days: Set<Int>
        let minutes: Range<Int>
    }

    private let spans: [Span]

    /// Reads `1-5 08:00-12:00` and `2,4 18:00-21:00; 6 09:00-12:00`. Full-width digits and marks, as Chinese input
    /// methods write them, are the same.
    package init(_ text: String) throws(Problem) {
        let parts = Self.plain(text).split(separator: ";").filter { !$0.allSatisfy(\.isWhitespace) }
        guard !parts.isEmpty else { throw Problem(reason: Self.form) }
        var spans: [Span] = []
        for (index, part) in parts.enumerated() {
            do throws(Problem) { spans.append(try Self.span(part)) } catch {
                throw parts.count == 1 ? error : Problem(reason: "span \(index + 1): \(error.reason)")
            }
        }
        self.spans = spans
    }

    /// As it is stored and shown; reads as the same again.
    package var description: String {
        spans.map { span in
            let minutes = span.minutes
            return "\(Self.days(span.days)) \(Self.clock(minutes.lowerBound))-\(Self.clock(minutes.upperBound))"
        }.joined(separator: "; ")
    }

    /// Whether somebody with these hours is at work at `minute` after midnight on a `weekday`, 1 for Monday.
    package func cover(weekday: Int, minute: Int) -> Bool {
        spans.contains { $0.days.contains(weekday) && $0.minutes.contains(minute) }
    }
}

// MARK: - Reading and writing

extension DutyHours {
    private static let form = "expected days (1 is Monday) and a span of hours, such as 1-5 08:00-12:00"
    private static let dayForm = "expected days from 1 (Monday) to 7 (Sunday), such as 1-5 or 2,4"
    private static let spanForm = "expected a span of hours such as 08:00-12:00"

    private static func plain(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: plain.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            case 0x3000: plain.append(" ")
            case 0x3001: plain.append(",")
            case 0x2010...0x2014: plain.append("-")
            default: plain.append(scalar)
            }
        }
        return String(plain)
    }

    private static func span(_ text: Substring) throws(Problem) -> Span {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 2 else { throw Problem(reason: form) }
        return Span(days: try days(words[0]), minutes: try minutes(words[1]))
    }

    private static func days(_ text: Substring) throws(Problem) -> Set<Int> {
        var days: Set<Int> = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { number($0, digits: 1...1) }
            guard ends.count <= 2, case let first?? = ends.first, case let last?? = ends.last,
                first >= 1, first <= last, last <= 7
            else { throw Problem(reason: dayForm) }
            days.formUnion(first...last)
        }
        return days
    }

    private static func minutes(_ text: Substring) throws(Problem) -> Range<Int> {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(minute)
        guard ends.count == 2, let start = ends[0], let end = ends[1] else { throw Problem(reason: spanForm) }
        guard start != end else { throw Problem(reason: "the span ends when it begins") }
        guard start < end else {
            throw Problem(
                reason: "a span may not cross midnight: end it at 24:00, and begin another at 00:00 on the next day")
        }
        return start..<end
    }

    /// Of `8:00`, `08:00` or, as an end, `24:00`.
    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hour = number(parts[0], digits: 1...2),
            let minute = number(parts[1], digits: 2...2),
            minute < 60, hour < 24 || hour == 24 && minute == 0
        else { return nil }
        return hour * 60 + minute
    }

    /// Int's own reading takes a sign, too.
    private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
        digits.contains(text.utf8.count) && text.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(text) : nil
    }

    /// `1-3,5`
    private static func days(_ days: Set<Int>) -> String {
        var runs: [ClosedRange<Int>] = []
        for day in days.sorted() {
            if let last = runs.last, last.upperBound + 1 == day {
                runs[runs.count - 1] = last.lowerBound...day
            } else {
                runs.append(day...day)
            }
        }
        return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }

    private static func clock(_ minutes: Int) -> String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return (hour < 10 ? "0\(hour)" : "\(hour)") + (minute < 10 ? ":0\(minute)" : ":\(minute)")
    }
}
