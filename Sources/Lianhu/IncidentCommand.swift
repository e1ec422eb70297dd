import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu incident`: incidents and their histories.
struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "List incidents, show one with its history, or act on it.",
        subcommands: [IncidentList.self, IncidentShow.self, IncidentActCommand.self])
}

/// `lianhu incident list`
struct IncidentList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The most urgent first.")

    @Flag(help: "Only those that are not at an end.") var open = false
    @OptionGroup var part: AreaOptions
    @Option(help: "At most so many.") var limit = 50
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        let lines = try await context.pool.load(IncidentListStore.list(openOnly: open, area: part.area, limit: limit))
        if output.json { return Terminal.print(json: .array(lines.map(\.json))) }
        var table = Table(
            ["number", "opened", "severity", "category", "stage", "rung", "responsible", "text"], numbers: [5])
        for line in lines {
            table.add(
                line.number, context.times.text(line.openedAt), line.severity, line.category, line.stage,
                "\(line.rung)", line.responsible, line.text)
        }
        table.print()
    }
}

/// `lianhu incident show`
struct IncidentShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "An incident with its history, in the order in which it is read.")

    @Argument(help: "The number, such as 20260302-117.") var number: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        guard let incident = try await context.pool.load(IncidentStore.byNumber([number], locked: false)).first else {
            throw CommandFailure(.usage, "there is no incident \(number.plain); see `lianhu incident list`")
        }
        let history = try await context.pool.load(IncidentHistoryStore.load(of: [incident.id]))
        let entries = (history[incident.id] ?? []).sorted(by: IncidentEntry.precedes)
        if output.json { return Terminal.print(json: incident.json(entries)) }
        IncidentPage(incident: incident, entries: entries, times: context.times).show()
    }
}

extension IncidentLine {
    fileprivate var json: JSON {
        [
            "number": .string(number), "stage": .string(stage), "severity": .string(severity),
            "category": .string(category), "area": .string(area), "responsible": .string(responsible),
            "rung": .int(Int64(rung)), "openedAt": .string(RFC3339.text(openedAt)), "text": .string(text),
        ]
    }
}
