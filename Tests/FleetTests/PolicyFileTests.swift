import Domain
import Foundation
import TestSupport
import Testing

@testable import Fleet

/// The policy's file: what it says, and what is said of a wrong one.
@Suite struct PolicyFileTests {
    private static let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../deploy/policy.yaml")

    @Test func theFileOfTheRepositoryIsTheStandard() throws {
        let file = PolicyFile(Self.text, path: "policy.yaml")
        #expect(file.problems.isEmpty)
        #expect(file.policy == .standard)
    }

    /// Each change of one line, and where and how it is told.
    @Test(arguments: [
        ("accept: 5 minutes from asked", "accept: 5 minuts from asked", "emergency: accept: 'minuts' is no unit"),
        ("accept: 5 minutes from asked", "acept: 5 minutes from asked", "'acept' is not known here"),
        ("accept: 5 minutes from asked", "accept: 5 minutes from resolved", "must say what starts it: from asked"),
        ("accept: 5 minutes from asked", "accept: 0 minutes from asked", "expected a time such as 5 minutes"),
        ("accept: 5 minutes from asked", "accept: -5 minutes from asked", "expected a time such as 5 minutes"),
        ("accept: 5 minutes from asked", "accept: 5 years from asked", "'years' is no unit"),
        ("accept: 5 minutes from asked", "accept: 1.5 workingDays from asked", "expected a time such as"),
        ("step: 5 minutes", "step: 5 minutes from asked", "step begins with the step before"),
        ("    ladder: net\n  urgent", "    ladder: nett\n  urgent", "no ladder 'nett', only net; did you mean net?"),
        ("- gridLeader", "- gridleader", "'gridleader' is no step"),
        ("- gridLeader", "- [department]", "a department is called beside a post"),
        ("holidays: china", "holidays: chin", "holidays must be one of china, none; did you mean china?"),
        ("hours: 08:30-12:00 13:30-17:30", "hours: 08:30-12:00 11:30-17:30", "hours must be spans of a day in order"),
        ("edition: standard-1", "edition: a/b", "edition must be 1 to 40 of letters"),
        ("  low: *normal", "", "the limits of low are missing"),
        ("areas: {}", "areas: {330604112: 08:00-12:00, 12: 08:00-12:00}", "'12' is no area's code"),
        ("quiet: 21:00-08:00", "quiet: 21:00", "quiet must be two times"),
        ("  environment:", "  enviroment:", "did you mean environment?"),
        ("sameMatterWithin: 24 hours", "sameMatterWithin: 3 workingDays", "sameMatterWithin must be a time such as"),
    ])
    func whatIsWrongIsToldWithItsPlace(right: String, wrong: String, problem: String) throws {
        let text = Self.text.replacing(right, with: wrong)
        #expect(text != Self.text)
        let file = PolicyFile(text, path: "p")
        #expect(file.policy == nil)
        let first = try #require(file.problems.first)
        #expect(file.problems.contains { $0.contains(problem) }, "\(file.problems)")
        let line = first.split(separator: ":").dropFirst().first.flatMap { Int($0) }
        #expect(line != nil, "\(first)")
    }

    @Test func everythingIsToldAtOnceInTheOrderOfTheFile() {
        let text = Self.text.replacing("holidays: china", with: "holidays: moon")
            .replacing("step: 30 minutes", with: "step: soon").replacing("dailyCap: 8", with: "dailyCap: 0")
        let problems = PolicyFile(text, path: "p").problems
        #expect(problems.count == 3)
        let lines = problems.compactMap { $0.split(separator: ":").dropFirst().first.flatMap { Int($0) } }
        #expect(lines == lines.sorted() && lines.count == 3)
    }

    @Test func categoriesAndAreasMayDiffer() throws {
        let text = Self.text.replacing("areas: {}", with: "areas: {\"330604112\": 09:00-12:00}")
            .replacing(
                "  gas:\n",
                with: "  gas:\n    severities: {urgent: {accept: 3 minutes from asked, handle: 1 hour from accepted}}\n"
            )
        let policy = try #require(PolicyFile(text, path: "p").policy)
        let limits = policy.limits(.gas, .urgent)
        #expect(limits.accept == PolicyLimit(180, .wall, from: .asked))
        #expect(limits.handle == PolicyLimit(3600, .wall, from: .accepted))
        #expect(limits.resolve == policy.limits(.fire, .urgent).resolve)
        let unit = try #require(AreaCode("330604112221002007"))
        #expect(policy.calendar(at: unit).spans == [540..<720])
        #expect(policy.calendar(at: try #require(AreaCode("330604113"))).spans == WorkingCalendar.usualSpans)
    }

    @Test(arguments: Seeded.seeds(200)) func anyTextIsToldOrReadAndNeverTraps(seed: UInt64) {
        var random = Seeded(seed)
        var lines = Self.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: 0..<lines.count, using: &random)
            switch Int.random(in: 0...3, using: &random) {
            case 0: lines.remove(at: index)
            case 1: lines[index] = String(lines[index].shuffled(using: &random))
            case 2: lines.swapAt(index, Int.random(in: 0..<lines.count, using: &random))
            default: lines[index] = String(lines[index].dropLast(Int.random(in: 0...5, using: &random)))
            }
        }
        let file = PolicyFile(lines.joined(separator: "\n"), path: "p")
        #expect((file.policy == nil) == !file.problems.isEmpty)
    }
}
