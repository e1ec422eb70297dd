import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu officer`: who holds which post, and who is away.
struct OfficerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "officer", abstract: "Officers, their posts and absences.",
        subcommands: [OfficerList.self, OfficerAway.self, OfficerBack.self])
}

/// `lianhu officer list`
struct OfficerList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Who holds which post now.",
        discussion: """
            EXAMPLES
              lianhu officer list --area 330604112 --away
              lianhu officer list --role gridOfficer,gridLeader --name 王
            """)

    @OptionGroup var part: AreaOptions
    @Option(help: "In this post: \(ListWords.all(PostRole.self)).") var role: [String] = []
    @Option(help: "A part of the name.") var name: String?
    @Flag(help: "Only those who are away.") var away = false
    @Option(help: "At most so many.") var limit = 200
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let _: [PostRole] = try ListWords.read(role, option: "--role")
        guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit takes 1 to 1,000,000") }
    }

    func run() async throws {
        let context = try CommandContext()
        try await context.waitForDatabase()
        let now = try await context.clock().now()
        var filter = OfficerListStore.Filter()
        (filter.area, filter.roles, filter.name) = (part.area, try ListWords.read(role, option: "--role"), name)
        filter.isAway = away
        let (lines, count) = try await context.pool.load(OfficerListStore.list(filter, limit: limit, at: now))
        show(lines, context)
        if lines.isEmpty { return Terminal.note("no officer is like that") }
        if lines.count < count {
            Terminal.note("\(count - lines.count) more are not shown: narrow it down, or --limit \(count)")
        }
    }

    private func show(_ lines: [OfficerStore.Line], _ context: CommandContext) {
        if output.json { return Terminal.print(json: .array(lines.map(\.json))) }
        var table = Table(["id", "name", "phone", "away", "hours", "posts"], numbers: [0])
        for line in lines {
            let absence = line.absence.map { $0 + (line.awayUntil.map { " until \(context.times.text($0))" } ?? "") }
            table.add(
                "\(line.id)", line.name, line.phone.map { "\($0)" } ?? "–", absence ?? "", line.hours ?? "",
                line.posts.joined(separator: ", "))
        }
        table.print()
    }
}

/// What `away` and `back` have.
struct OfficerOptions: ParsableArguments {
    @Argument(help: "The officer's id, as `lianhu officer list` shows it.") var id: Int64
    @Option(help: "Why; kept in the audit.") var because: String

    /// The change and its audit in one transaction.
    func change(_ action: String, _ change: OfficerStore.Change, _ context: CommandContext) async throws {
        let person = try context.person()
        try await context.waitForDatabase()
        guard try await context.pool.load(OfficerStore.isKnown(id)) else {
            throw CommandFailure(.usage, "there is no officer \(id); see `lianhu officer list`")
        }
        let now = try await context.clock().now()
        let audit = AuditStore.record(
            at: now, operator: person, action: action, because: because,
            details: JSONText((["officer": .int(id)] as JSON).bytes))
        try await context.pool.transaction { $0.atCommit(OfficerStore.change(id, change, at: now) + [audit]) }
    }
}

/// `lianhu officer away`
struct OfficerAway: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "away", abstract: "Somebody cannot be asked: from now on others stand in.",
        discussion: """
            EXAMPLE
              lianhu officer away 17 --reason secondment --until 2026-04-01 --operator wang --because "order of March"
            """)

    @OptionGroup var officer: OfficerOptions
    @Option(help: "In a word: leave, secondment, sickness.") var reason = "leave"
    @Option(help: "The day on which it ends, as 2026-04-01, or an instant (RFC 3339); none: until `back`.")
    var until: String?

    func run() async throws {
        let context = try CommandContext()
        let end = try until.map { text in
            guard let end = TableDate.read(text, zone: context.settings.territoryZone) else {
                throw CommandFailure(.usage, "--until must be a day such as 2026-04-01, not \(text.plain)")
            }
            return end
        }
        if let end, try await context.clock().now() >= end {
            throw CommandFailure(.usage, "--until lies in the past; `lianhu officer back` ends an absence")
        }
        try await officer.change(
            "officer away", .leave(until: end, reason: reason), context)
        print("officer \(officer.id) is away\(end.map { " until \(context.times.text($0))" } ?? "")")
    }
}

/// `lianhu officer back`
struct OfficerBack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "back", abstract: "Somebody can be asked again.")

    @OptionGroup var officer: OfficerOptions

    func run() async throws {
        try await officer.change("officer back", .comeBack, CommandContext())
        print("officer \(officer.id) is back")
    }
}

extension OfficerStore.Line {
    fileprivate var json: JSON {
        [
            "id": .int(id), "name": .string(name), "phone": .string(phone.map { "\($0)" } ?? ""),
            "posts": .array(posts.map(JSON.string)), "away": absence.map(JSON.string) ?? .null,
            "until": awayUntil.map { .string(RFC3339.text($0)) } ?? .null, "hours": hours.map(JSON.string) ?? .null,
        ]
    }
}
