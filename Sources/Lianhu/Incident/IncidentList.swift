import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu incident list`
struct IncidentList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Open incidents, the most urgent first.",
        discussion: """
            Words may be named several times, or several at once: --severity emergency,urgent. “late” under due is how \
            long ago a deadline was missed; ↑ counts the rungs climbed since. --area also finds what was filed under \
            the codes of ended areas whose place it has.

            EXAMPLES
              lianhu incident list --area 330604112 --overdue
              lianhu incident list --category fire,gas --since 2026-03-01 --all
              lianhu incident list --officer 王小明 --stage assigned
              lianhu incident list --text 电动车 --source hotline-12345 --json
            """)

    @OptionGroup var choice: IncidentChoice
    @Option(help: "At most so many.") var limit = 50
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000).contains(limit) else { throw ValidationError("--limit takes 1 to 100,000") }
    }

    func run() async throws {
        let context = try CommandContext()
        try await context.waitForDatabase()
        let now = try await context.clock().now()
        let filter = try await choice.filter(context)
        let (lines, count) = try await context.pool.transaction { [limit] transaction in
            try await transaction.load(
                IncidentListStore.list(filter, limit: limit, at: now), IncidentListStore.count(filter, at: now))
        }
        if output.json {
            Terminal.print(json: .array(lines.map(\.json)))
        } else if !lines.isEmpty {
            IncidentTable(lines: lines, times: context.times, now: now).print()
        }
        say(shown: lines.count, of: count)
    }

    /// What a list leaves out must be said; beside the list, so that JSON stays JSON.
    private func say(shown: Int, of count: Int) {
        if count == 0 {
            return Terminal.note("no incident is like that" + (choice.all ? "" : "; --all looks at ended ones too"))
        }
        guard shown < count else { return }
        Terminal.note("\(count - shown) more are not shown: narrow it down, or --limit \(count)")
    }
}
