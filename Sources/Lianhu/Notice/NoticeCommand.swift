import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu notice`: what is told to whom, what is held and why, and the end of a wrong broadcast.
struct NoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice", abstract: "Notices: what goes out, what is held and why; stop, hold, resume.",
        subcommands: [
            NoticePreview.self, NoticeListing.self, NoticeShow.self, NoticeStop.self, NoticeHolding.self,
            NoticeResume.self, NoticeTemplatesCommand.self,
        ])
}

/// Which notices are meant.
struct NoticeOptions: ParsableArguments {
    @Option(help: "The beginning of keys: 20260302-117/ is all that was told of that incident.") var prefix: String?
    @Option(help: "What it is for: assignment, callHouseholds, escalation, …") var purpose: String?
    @Option(help: "The incident's number.") var incident: String?
    @Option(help: "emergency, urgent or normal.") var priority: String?
    @Option(help: "Asked for since: RFC 3339, or a day such as 2026-03-02.") var since: String?

    func validate() throws {
        if let priority, NoticePriority(rawValue: priority) == nil {
            throw ValidationError("--priority must be emergency, urgent or normal, not \(priority.plain)")
        }
    }

    func filter(key: String? = nil, _ context: CommandContext) throws -> NoticeFilter {
        var filter = NoticeFilter()
        (filter.key, filter.keyPrefix, filter.purpose) = (key, prefix, purpose)
        (filter.incident, filter.priority) = (incident, priority.flatMap(NoticePriority.init))
        if let since {
            guard let date = TableDate.read(since, zone: context.settings.territoryZone) else {
                throw CommandFailure(.usage, "--since must be a day such as 2026-03-02 or RFC 3339, not \(since.plain)")
            }
            filter.since = date
        }
        return filter
    }
}

/// `lianhu notice list`
struct NoticeListing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The latest notices and how far they are.",
        discussion: """
            EXAMPLES
              lianhu notice list --open                      what has not gone yet, and why
              lianhu notice list --incident 20260302-117
            """)

    @OptionGroup var options: NoticeOptions
    @Flag(help: "Only those with texts still to go.") var open = false
    @Option(help: "At most so many.") var limit = 50
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        try await context.waitForDatabase()
        var filter = try options.filter(context)
        filter.isOpen = open
        let lines = try await context.pool.load(NoticeListStore.list(filter, limit: limit))
        if output.json { return Terminal.print(json: .array(lines.map(\.json))) }
        var table = Table(["asked for", "key", "priority", "texts", "text"])
        for line in lines {
            table.add(context.times.text(line.requestedAt), line.key, line.priority, line.summary, line.text)
        }
        table.print()
        if lines.isEmpty { Terminal.note("no notice is so; `lianhu notice list` without filters shows the latest") }
    }
}

extension NoticeLine {
    /// `stopped; 12 delivered, 3 held quietHours`.
    var summary: String {
        let counts =
            states.isEmpty ? "reaches nobody" : states.map { "\($0.count) \($0.state)" }.joined(separator: ", ")
        return (stoppedAt != nil ? "stopped; " : heldAt != nil ? "on hold; " : "") + counts
    }

    var json: JSON {
        var counts = JSONObject()
        for (state, count) in states { counts[state] = .int(Int64(count)) }
        return [
            "key": .string(key), "purpose": .string(purpose), "priority": .string(priority),
            "incident": incident.map(JSON.string) ?? .null, "text": .string(text),
            "requestedAt": .string(RFC3339.text(requestedAt)),
            "expiresAt": expiresAt.map { .string(RFC3339.text($0)) } ?? .null,
            "stoppedAt": stoppedAt.map { .string(RFC3339.text($0)) } ?? .null,
            "heldAt": heldAt.map { .string(RFC3339.text($0)) } ?? .null, "segments": .int(Int64(segments)),
            "deliveries": .object(counts), "nextAt": nextAt.map { .string(RFC3339.text($0)) } ?? .null,
        ]
    }
}
