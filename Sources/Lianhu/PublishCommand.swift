import AMQP
import ArgumentParser
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu publish`: events from files, confirmed.
struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Publish CloudEvents from JSON files; nothing is published if one is wrong.",
        discussion: """
            A file holds one event, an array of events, or an event a line; - reads standard input.

            EXAMPLES
              lianhu publish report.json
              lianhu publish --check *.json
              generate | lianhu publish --rate 50 -
              lianhu publish --wait export.ndjson      and what became of them, in a table that adds up
            """)

    @Argument(help: "Files of events in structured JSON form.") var files: [String]
    @Option(help: "Events a second, at most.") var rate: Double?
    @Flag(help: "Only say what is wrong with the events.") var check = false
    @Flag(help: "Wait until the workers have done with them, and say what became of them.") var wait = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if wait, check { throw ValidationError("--check publishes nothing that --wait could wait for") }
        if let rate, !(0.001...1_000_000).contains(rate) {
            throw ValidationError("--rate takes 0.001 to 1,000,000 events a second")
        }
    }

    func run() async throws {
        var read = try files.map(EventFile.init(path:))
        if read.contains(where: \.hasUnread), let maps = await Self.mappings() {
            for index in read.indices { read[index].read(with: maps) }
        }
        let problems = read.flatMap(\.problems)
        for problem in problems.prefix(Self.namedProblems) { Terminal.note(problem) }
        if problems.count > Self.namedProblems { Terminal.note("… and \(problems.count - Self.namedProblems) more") }
        let events = read.flatMap(\.events)
        guard problems.isEmpty else {
            throw CommandFailure(.usage, "\(problems.count) of \(problems.count + events.count) events are wrong")
        }
        warn(events)
        if check { return print("\(events.count) events are right") }
        try await publish(events)
    }

    /// Wrong events that are named one by one.
    private static let namedProblems = 20

    /// How registered sources are read; nil where the database does not answer: publishing does not depend on it.
    private static func mappings() async -> [String: FieldMap]? {
        guard let context = try? CommandContext() else { return nil }
        return try? await context.pool.load(SourceStore.all()).compactMapValues(\.mapping)
    }

    /// The exchange has an alternate, so that nothing comes back: what nobody reads is told from the types.
    private func warn(_ events: [PreparedEvent]) {
        let read = Set(Worker.allCases.flatMap(\.types) + TopologyDefinitions.announcedTypes)
        for type in Set(events.map(\.type)).subtracting(read).sorted() {
            Terminal.note("nobody reads \(type): such events end in \(TopologyDefinitions.unroutedQueue)")
        }
    }

    private func publish(_ events: [PreparedEvent]) async throws {
        let context = try CommandContext()
        let publisher = context.publisher
        let start = ContinuousClock.now
        var count = PublishCount()
        let size = rate.map { max(1, min(500, Int($0 / 10))) } ?? 500
        for first in stride(from: 0, to: events.count, by: size) {
            try await pace(first, since: start)
            let batch = events[first..<min(first + size, events.count)]
            count.add(try await publisher.publish(batch.map { $0.message(user: context.settings.broker.user) }))
            Terminal.progress("\(count.all) of \(events.count) published")
        }
        await publisher.close()
        Terminal.endProgress()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let ledger = try await wait ? PublishWait(context: context).ledger(of: events) : nil
        report(count, seconds: seconds, ledger)
        if count.confirmed < events.count || ledger?.isBalanced == false { throw CommandExit(code: .tryAgain) }
    }

    private func pace(_ done: Int, since start: ContinuousClock.Instant) async throws {
        guard let rate else { return }
        try await Task.sleep(until: start + .seconds(Double(done) / rate), clock: .continuous)
    }

    private func report(_ count: PublishCount, seconds: Double, _ ledger: EventLedger?) {
        if output.json {
            return Terminal.print(
                json: [
                    "confirmed": .int(Int64(count.confirmed)), "returned": .int(Int64(count.returned)),
                    "refused": .int(Int64(count.refused)), "seconds": .double(seconds),
                    "became": ledger?.json ?? .null,
                ])
        }
        let rate = seconds > 0 ? Int(Double(count.all) / seconds) : 0
        print("\(count.confirmed) published and confirmed in \(String(format: "%.1f", seconds)) s, \(rate)/s")
        ledger?.print()
        if count.returned > 0 {
            Terminal.complain("\(count.returned) came back: no queue takes them; run `lianhu setup`")
        }
        if count.refused > 0 { Terminal.complain("\(count.refused) were refused by a full queue; publish again later") }
    }
}

/// How publishing went.
private struct PublishCount {
    var confirmed = 0
    var returned = 0
    var refused = 0

    var all: Int { confirmed + returned + refused }

    mutating func add(_ outcomes: [PublishOutcome]) {
        for outcome in outcomes {
            switch outcome {
            case .confirmed: confirmed += 1
            case .returned: returned += 1
            case .nacked: refused += 1
            }
        }
    }
}
