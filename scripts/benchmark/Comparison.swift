import AMQP
import Fleet
import Foundation

/// Rounds of both contenders in turn, so that what else the machine does falls on both.
struct Comparison {
    private static let households = 20_000
    var options: BenchmarkOptions

    func run() async throws {
        var comparison = self
        try await comparison.measure()
    }

    private mutating func measure() async throws {
        let template = try Bench(name: "bench_template")
        note("making a territory of \(Self.households) households")
        try await template.makeTemplate(households: Self.households)
        let maker = ReportMaker(households: Self.households, time: Date())
        let messages = (0..<options.events).map(maker.message)
        let bytes = messages.reduce(0) { $0 + $1.body.count } / messages.count
        note("\(options.events) reports of \(bytes) bytes; a round to warm up")
        try await warmUp(template, messages)
        var summary = Summary(
            events: options.events, reportBytes: bytes, openedBytes: options.openedBytes,
            noticeBytes: options.noticeBytes)
        for round in 1...options.rounds {
            for feed in [Run.Feed.filled, .streamed] {
                for contender in Contender.allCases {
                    let run = Run(
                        contender: contender, feed: feed, options: options, template: template, messages: messages)
                    let figures = try await run.measure()
                    summary.add(figures, contender, feed)
                    let rate = figures.perSecond.rounded().formatted(.number.grouping(.never))
                    note("round \(round) of \(options.rounds): \(contender.rawValue) \(feed) \(rate)/s")
                }
            }
        }
        try await template.remove()
        print(options.json ? try summary.json() : summary.table())
    }

    /// Shows how large the two events are that intake tells: the floor's are as large.
    private mutating func warmUp(_ template: Bench, _ messages: [AMQPMessage]) async throws {
        let run = Run(contender: .intake, feed: .filled, options: options, template: template, messages: messages)
        var sizes = (opened: 0, notice: 0)
        _ = try await run.measure { bench in
            sizes.opened = try await Self.bodySize(in: Worker.escalation, bench)
            sizes.notice = try await Self.bodySize(in: Worker.notice, bench)
        }
        (options.openedBytes, options.noticeBytes) = sizes
    }

    private static func bodySize(in worker: Worker, _ bench: Bench) async throws -> Int {
        let consumer = AMQPConsumer(settings: bench.amqp("sizes"), queue: worker.queue(urgent: false))
        try await consumer.start(prefetch: 100)
        let deliveries = try await consumer.receive(max: 100)
        await consumer.close()
        return deliveries.reduce(0) { $0 + $1.body.count } / max(deliveries.count, 1)
    }

    private func note(_ text: String) {
        FileHandle.standardError.write(Data("  \(text)\n".utf8))
    }
}
