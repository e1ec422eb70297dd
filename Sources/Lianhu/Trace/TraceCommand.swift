import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu trace`: what became of it, across all workers.
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "What became of an event, an incident, a phone or a reference.",
        discussion: """
            WHAT is an event's id, an incident's number, a phone number, a notice's key, or an upstream system's own \
            reference; --source says whose, where several may have it. Phones are shown masked, and looking for one you \
            name yourself leaves no audit row: it shows no other.

            EXAMPLES
              lianhu trace 20260302-117
              lianhu trace 13800138000
              lianhu trace r-2026-000017 --source city/12345
            """)

    @Argument(help: "Event id, incident number, phone, notice key or reference.") var what: String
    @Option(help: "The event's or reference's source.") var source: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        let sections = try await Tracer(pool: context.pool, source: source).trace(what)
        guard !sections.isEmpty else {
            throw CommandFailure(.usage, "nothing is known of \(shown); is it still in a queue? See `lianhu status`")
        }
        if output.json { return Terminal.print(json: .array(sections.map(\.json))) }
        for section in sections { section.show(context.times) }
    }

    /// What was asked for may be a phone.
    private var shown: String { PhoneNumber(what)?.description ?? what.plain }
}

/// What one part of the fleet knows.
struct TraceSection {
    let title: String
    let lines: [TraceStore.Line]

    func show(_ times: LocalTimes) {
        print(Terminal.bold(title))
        var table = Table(["time", "what", "name", "details"])
        for line in lines { table.add(times.text(line.at), line.kind, line.name, times.localising(line.details)) }
        table.print(wrapped: true)
        print("")
    }

    var json: JSON {
        [
            "title": .string(title),
            "lines": .array(
                lines.map { line in
                    [
                        "at": line.at.map { .string(RFC3339.text($0)) } ?? .null, "kind": .string(line.kind),
                        "name": .string(line.name), "details": .string(line.details),
                    ]
                }),
        ]
    }
}
