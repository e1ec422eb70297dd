import ArgumentParser
import Domain
import Fleet
import Foundation
import Store

/// Which incidents a person means.
struct IncidentChoice: ParsableArguments {
    @OptionGroup var part: AreaOptions
    @Option(help: "In this stage: \(ListWords.all(Stage.self)).") var stage: [String] = []
    @Option(help: "Of this category: \(ListWords.all(Domain.Category.self)), or as residents say it: 消防.")
    var category: [String] = []
    @Option(help: "\(ListWords.all(Severity.self)).") var severity: [String] = []
    @Option(help: "Had by officer:ID, desk:AREA or department:NAME.") var responsible: String?
    @Option(help: "Had by this officer, by id or name.") var officer: String?
    @Option(help: "Opened from this day or instant on: 2026-03-02, “2026-03-02 09:30”, or RFC 3339.")
    var since: String?
    @Option(help: "Opened up to the end of this day, or before this instant.") var until: String?
    @Flag(help: "Only those that have missed a deadline.") var overdue = false
    @Option(help: "Words, all of which one report holds.") var text: String?
    @Option(help: "Reported by this source.") var source: String?
    @Flag(help: "Also those that have come to their end.") var all = false
    /// What was asked for before it became what is done anyway.
    @Flag(help: .hidden) var open = false

    func validate() throws {
        _ = try words()
        if let responsible { _ = try ListWords.responsible(responsible) }
        if open, all { throw ValidationError("--all and --open contradict one another") }
    }

    /// The filter, with names looked up.
    func filter(_ context: CommandContext) async throws -> IncidentFilter {
        var filter = try words()
        filter.area = part.area
        filter.responsible = try responsible.map { [try ListWords.responsible($0)] } ?? []
        if let officer {
            let named = try await NameLookup(pool: context.pool).officers(officer)
            filter.responsible = filter.responsible.isEmpty ? named : filter.responsible.filter(named.contains)
            if filter.responsible.isEmpty {
                throw CommandFailure(.usage, "--responsible and --officer name different ones")
            }
        }
        if let source { filter.source = try await NameLookup(pool: context.pool).source(source) }
        filter.since = try instant(since, "--since", context.times, endOfDay: false)
        filter.until = try instant(until, "--until", context.times, endOfDay: true)
        return filter
    }

    private func words() throws -> IncidentFilter {
        var filter = IncidentFilter()
        filter.stages = try ListWords.read(stage, option: "--stage")
        filter.categories = try ListWords.read(category, option: "--category", also: \.chineseName)
        filter.severities = try ListWords.read(severity, option: "--severity")
        filter.isOverdue = overdue
        filter.words = (text ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        filter.withEnded = all || filter.stages.contains(where: \.isEnd)
        return filter
    }

    private func instant(_ text: String?, _ option: String, _ times: LocalTimes, endOfDay: Bool) throws -> Date? {
        guard let text else { return nil }
        guard let instant = times.instant(text, endOfDay: endOfDay) else {
            throw CommandFailure(
                .usage, "\(option) must be a day such as 2026-03-02, “2026-03-02 09:30”, or RFC 3339, not \(text.plain)"
            )
        }
        return instant
    }
}
