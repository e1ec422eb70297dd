import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// What `stop`, `hold` and `resume` have.
struct NoticeActOptions: ParsableArguments {
    @Argument(help: "The notice's key; or say which by the options.") var key: String?
    @OptionGroup var options: NoticeOptions
    @Flag(help: "Emergencies too; without it one is meant only by its key.") var emergencies = false
    @Flag(help: "Only say what would be meant.") var dryRun = false
    @Option(help: "Why; kept in the audit.") var because: String
    @OptionGroup var output: OutputOptions

    /// First the act, then what can be said of it: to count the texts of a broadcast takes longer than to end it.
    func run(_ act: NoticeControlStore.Act) async throws {
        let context = try CommandContext()
        let person = try context.person()
        try await context.waitForDatabase()
        let keys = try await context.pool.load(
            NoticeControlStore.keys(act, of: try filter(context), emergencies: emergencies || key != nil))
        if !dryRun && !keys.isEmpty { try await carryOut(act, keys, person, context) }
        var meant = NoticeFilter()
        meant.keys = keys
        report(act, try await context.pool.load(NoticeListStore.list(meant, limit: keys.count)))
    }

    private func filter(_ context: CommandContext) throws -> NoticeFilter {
        let filter = try options.filter(key: key, context)
        if filter.isEmpty {
            throw CommandFailure(
                .usage, "say which notices: a key, or --prefix, --purpose, --incident, --priority, --since")
        }
        return filter
    }

    /// The act and its audit in one transaction.
    private func carryOut(
        _ act: NoticeControlStore.Act, _ keys: [String], _ person: String, _ context: CommandContext
    ) async throws {
        let now = try await context.clock().now()
        let details: JSON = ["notices": .array(keys.prefix(1000).map(JSON.string)), "count": .int(Int64(keys.count))]
        let audit = AuditStore.record(
            at: now, operator: person, action: "notice \(act.rawValue)", because: because,
            details: JSONText(details.bytes))
        try await context.pool.transaction { transaction in
            let done = try await transaction.load(NoticeControlStore.act(act, onKeys: keys, at: now))
            if act == .resume { transaction.atCommit([NoticeControlStore.release(done, at: now)]) }
            transaction.atCommit([audit])
        }
    }

    private func report(_ act: NoticeControlStore.Act, _ meant: [NoticeLine]) {
        let waiting = meant.flatMap(\.states).filter { $0.state == "queued" || $0.state.hasPrefix("held") }
        let texts = waiting.map(\.count).reduce(0, +)
        if output.json {
            return Terminal.print(
                json: [
                    "act": .string(act.rawValue), "dryRun": .bool(dryRun), "texts": .int(Int64(texts)),
                    "notices": .array(meant.map { .string($0.key) }),
                ])
        }
        if meant.isEmpty {
            return Terminal.note("nothing that is still to go is meant; see `lianhu notice list --open`")
        }
        let done =
            dryRun ? "would be meant" : ["stop": "stopped", "hold": "on hold", "resume": "go on"][act.rawValue] ?? ""
        for line in meant.prefix(20) { print("\(line.key)  \(line.summary)") }
        if meant.count > 20 { print("… and \(meant.count - 20) more") }
        print("\(meant.count) notices with \(texts) texts still to go: \(done)")
    }
}

/// `lianhu notice stop`
struct NoticeStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "End a wrong broadcast for good: nothing more of it goes out.",
        discussion: """
            EXAMPLES
              lianhu notice stop drill/2026-03-02 --operator wang --because "wrong village"
              lianhu notice stop --purpose inspection --since 2026-03-02 --dry-run --operator wang --because "wrong list"
            """)

    @OptionGroup var act: NoticeActOptions

    func run() async throws { try await act.run(.stop) }
}

/// `lianhu notice hold`
struct NoticeHolding: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keep back what has not gone yet, until `resume`.")

    @OptionGroup var act: NoticeActOptions

    func run() async throws { try await act.run(.hold) }
}

/// `lianhu notice resume`
struct NoticeResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let go what was on hold; what is worthless by now does not go.")

    @OptionGroup var act: NoticeActOptions

    func run() async throws { try await act.run(.resume) }
}
