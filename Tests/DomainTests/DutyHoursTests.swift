import Domain
import Foundation
import TestSupport
import Testing

/// Officers' own working hours, as people write them.
@Suite struct DutyHoursTests {
    @Test(arguments: [
        ("1-5 08:00-12:00", "1-5 08:00-12:00"),
        ("2,4 18:00-21:00; 6 09:00-12:00", "2,4 18:00-21:00; 6 09:00-12:00"),
        ("1,2,3,5 8:00-24:00", "1-3,5 08:00-24:00"),
        ("７　０:00-06:30；", "7 00:00-06:30"),
        ("１－５　０８：００－１２：００；６　０９：００－１２：００", "1-5 08:00-12:00; 6 09:00-12:00"),
        ("1、3 08:00–12:00", "1,3 08:00-12:00"),
    ])
    func whatIsRead(text: String, said: String) throws {
        #expect(try DutyHours(text).description == said)
    }

    @Test(arguments: [
        ("", "expected days (1 is Monday) and a span of hours, such as 1-5 08:00-12:00"),
        ("; ;", "expected days (1 is Monday) and a span of hours, such as 1-5 08:00-12:00"),
        ("08:00-12:00", "expected days (1 is Monday) and a span of hours, such as 1-5 08:00-12:00"),
        ("1-8 08:00-12:00", "expected days from 1 (Monday) to 7 (Sunday), such as 1-5 or 2,4"),
        ("5-1 08:00-12:00", "expected days from 1 (Monday) to 7 (Sunday), such as 1-5 or 2,4"),
        ("1-2-3 08:00-12:00", "expected days from 1 (Monday) to 7 (Sunday), such as 1-5 or 2,4"),
        ("1, 08:00-12:00", "expected days from 1 (Monday) to 7 (Sunday), such as 1-5 or 2,4"),
        ("+1 08:00-12:00", "expected days from 1 (Monday) to 7 (Sunday), such as 1-5 or 2,4"),
        ("1-5 8-12", "expected a span of hours such as 08:00-12:00"),
        ("1-5 08:00", "expected a span of hours such as 08:00-12:00"),
        ("1-5 08:60-12:00", "expected a span of hours such as 08:00-12:00"),
        ("1-5 08:00-24:01", "expected a span of hours such as 08:00-12:00"),
        ("1-5 08:00-08:00", "the span ends when it begins"),
        (
            "1-5 08:00-12:00; 6 22:00-06:00",
            "span 2: a span may not cross midnight: end it at 24:00, and begin another at 00:00 on the next day"
        ),
    ])
    func whatCannotBeIsNamed(text: String, reason: String) {
        let problem = #expect(throws: DutyHours.Problem.self) { try DutyHours(text) }
        #expect(problem?.reason == reason)
    }

    @Test(arguments: Seeded.seeds(500)) func whatIsWrittenReadsAsTheSame(seed: UInt64) throws {
        var random = Seeded(seed)
        let hours = try Self.any(&random)
        #expect(try DutyHours(hours.description) == hours)
    }

    @Test func midnightBelongsToTheDayThatBegins() throws {
        let hours = try DutyHours("1 18:00-24:00; 3 00:00-01:00")
        #expect(hours.cover(weekday: 1, minute: 1439))
        #expect(!hours.cover(weekday: 2, minute: 0) && !hours.cover(weekday: 1, minute: 1079))
        #expect(hours.cover(weekday: 3, minute: 0) && !hours.cover(weekday: 3, minute: 60))
    }

    /// Up to three spans.
    static func any(_ random: inout Seeded) throws -> DutyHours {
        let spans = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            let days = (1...7).filter { _ in random.oneIn(2) }.map(String.init)
            let start = Int.random(in: 0...1380, using: &random)
            let end = Int.random(in: start + 1...1440, using: &random)
            return (days.isEmpty ? "1" : days.joined(separator: ",")) + " \(clock(start))-\(clock(end))"
        }
        return try DutyHours(spans.joined(separator: ";"))
    }

    private static func clock(_ minute: Int) -> String { String(format: "%02d:%02d", minute / 60, minute % 60) }
}
