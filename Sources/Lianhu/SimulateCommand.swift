import ArgumentParser
import Domain
import Fleet
import Foundation

/// `lianhu simulate`: a made-up territory, and a day in it, against the fleet that runs.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Load a made-up territory; play a day in the village; say what came of it.",
        discussion: """
            The day follows the fleet's clock, so give it a fast one:
              LIANHU_CLOCK='2026-03-02T06:00:00+08:00*900'

            EXAMPLES
              lianhu simulate village --load        the village of 935 households
              lianhu simulate village --play        its day, from 07:40 to 17:30
              lianhu simulate village --summary     what became of it
              lianhu simulate town --load           a larger territory, to try things on
            """)

    @Argument(help: "village, township, town or city.") var scale: String
    @Flag(help: "Load the territory; what is there already stays.") var load = false
    @Flag(help: "Publish the day's events at their times.") var play = false
    @Flag(help: "Print what happened.") var summary = false

    func validate() throws {
        guard TerritoryScale.all.contains(where: { $0.name == scale }) else {
            throw ValidationError("no territory “\(scale)”: there are village, township, town and city")
        }
        if play || summary, scale != "village" { throw ValidationError("only the village has a day to play") }
        if !load, !play, !summary { throw ValidationError("say what to do: --load, --play or --summary") }
    }

    func run() async throws {
        let context = try CommandContext()
        try await context.waitForDatabase()
        let clock = try await context.clock()
        guard let scale = TerritoryScale.all.first(where: { $0.name == scale }) else { return }
        if load { try await TerritoryLoader(context: context, clock: clock).load(scale) }
        if play { try await VillagePlayer(context: context, clock: clock).play() }
        if summary { try await VillageSummary(context: context).print() }
    }
}
