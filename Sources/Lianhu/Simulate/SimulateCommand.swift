import ArgumentParser
import Domain
import Fleet
import Foundation

/// `lianhu simulate`: a made-up territory, and a day in it, against the fleet that runs.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Load a made-up territory, play a day in it, say what came of it.",
        discussion: """
            The village's day is a script; every other day is made up from the seed: reports at the scale's rate (28,000 \
            a day in the city), spread as people live, and what officers and residents do about them. It follows the \
            fleet's clock to midnight, so give it a fast one, or --fast:
              LIANHU_CLOCK='2026-03-02T06:00:00+08:00*900'
            The same day of the same seed played again changes nothing: its events have the same ids.

            EXAMPLES
              lianhu simulate village --load                 the village of 935 households
              lianhu simulate village --play                 its day, from 07:40 to 17:30
              lianhu simulate village --summary              what became of it
              lianhu simulate town --load --seed 7           a larger territory
              lianhu simulate town --play --seed 7 --fast    its day at once, and a table of what came of it
              lianhu simulate city --play --storm            with ten minutes in which everybody reports
            """)

    @Argument(help: "village, township, town or city.") var scale: String
    @Flag(help: "Load the territory; what is there already stays.") var load = false
    @Flag(help: "Publish the day's events at their times; all but the village's end with what came of them.")
    var play = false
    @Flag(help: "Print what happened in the village.") var summary = false
    @Option(help: "Another number, another territory and day.") var seed: UInt64 = 1
    @Option(help: "So many reports, instead of the scale's rate.") var reports: Int?
    @Flag(help: "At once, rather than at the times of the day.") var fast = false
    @Option(help: "The day that the events bear, with --fast; today if none.") var day: String?
    @Flag(help: "A storm of a hundred times the mean rate, one fire reported 500 times, emergencies amidst.")
    var storm = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard let found = TerritoryScale.all.first(where: { $0.name == scale }) else {
            let near = nearestName(to: scale, among: TerritoryScale.all.map(\.name)).map { "; did you mean \($0)?" }
            throw ValidationError("no territory “\(scale)”\(near ?? ".") There are village, township, town and city")
        }
        if !load, !play, !summary { throw ValidationError("say what to do: --load, --play or --summary") }
        if summary, found != .village {
            throw ValidationError("--summary is of the village's day; other days end with a table")
        }
        if let reports, !(1...1_000_000).contains(reports) { throw ValidationError("--reports takes 1 to 1,000,000") }
        if day != nil, !fast { throw ValidationError("--day goes with --fast: else it is the clock's day") }
    }

    func run() async throws {
        let context = try CommandContext()
        try await context.waitForDatabase()
        let clock = try await context.clock()
        guard let scale = TerritoryScale.all.first(where: { $0.name == scale }) else { return }
        if load { try await TerritoryLoader(context: context, clock: clock, seed: seed).load(scale) }
        if play, scale == .village, reports == nil, !fast, !storm {
            try await VillagePlayer(context: context, clock: clock).play()
        } else if play {
            try await playStream(scale, context, clock)
        }
        if summary { try await VillageSummary(context: context).print() }
    }

    private func playStream(_ scale: TerritoryScale, _ context: CommandContext, _ clock: FleetClock) async throws {
        let start = try day.map { text in
            guard let start = context.times.instant(text, endOfDay: false) else {
                throw CommandFailure(.usage, "--day must be a day such as 2026-03-02, not \(text.plain)")
            }
            return start
        }
        let stream = SimulatedStream(
            territory: ReferenceTerritory(scale, seed: seed), seed: seed, reports: reports ?? scale.reports,
            from: start ?? clock.now(), wholeDay: fast, storm: storm, calendar: context.policy.calendar)
        let player = StreamPlayer(context: context, clock: clock, stream: stream, isFast: fast)
        let outcome = try await player.play()
        let page = StreamPage(stream: stream, outcome: outcome, times: context.times)
        if output.json { Terminal.print(json: page.json) } else { try await page.show(context) }
        if !outcome.ledger.isBalanced { throw CommandExit(code: .tryAgain) }
    }
}
