import AMQP
import Fleet
import Foundation
import Postgres
import Store

/// What one run of one contender gave.
struct RunFigures: Codable {
    /// From the beginning of consuming a full queue, or of publishing, to the last acknowledgement.
    var seconds = 0.0
    /// The same, until the outbox was empty too.
    var secondsToForgotten = 0.0
    var perSecond = 0.0
    var batch = 0.0
    /// Microseconds of processor time an event.
    var workerCPU = 0.0
    var brokerCPU = 0.0
    var databaseCPU = 0.0
}

/// One contender, from a fresh broker and database to its checked ledger.
struct Run {
    /// Whether the queue is full before the contender starts, or fills while it works.
    enum Feed { case filled, streamed }

    let contender: Contender
    let feed: Feed
    let options: BenchmarkOptions
    let template: Bench
    let messages: [AMQPMessage]

    /// Measures, then hands the bench over before it is removed.
    func measure(then look: (Bench) async throws -> Void = { _ in }) async throws -> RunFigures {
        let bench = try Bench(name: "bench_\(contender.rawValue)_\(feed == .filled ? "filled" : "streamed")")
        try await bench.make(from: template)
        let publisher = AMQPPublisher(settings: bench.amqp("upstream"))
        let pool = PostgresPool(settings: bench.postgres)
        if feed == .filled { try await publish(publisher) }
        let figures = try await measure(bench, publisher, pool)
        try await Ledger(contender: contender, events: options.events, pool: pool, publisher: publisher).check()
        try await look(bench)
        await publisher.close()
        await pool.close()
        try await bench.remove()
        return figures
    }

    private func measure(_ bench: Bench, _ publisher: AMQPPublisher, _ pool: PostgresPool) async throws -> RunFigures {
        try await publisher.connect()
        let port = Int.random(in: 20_000..<29_000)
        let process = try ContenderProcess(contender, bench: bench, options: options, port: port)
        defer { process.stop() }
        try await begin(process, publisher)
        let (start, before) = (ContinuousClock.now, times(process))
        let publishing = Task { if feed == .streamed { try await publish(publisher) } }
        let batches = try await finish(process)
        let (end, after) = (ContinuousClock.now, times(process))
        try await publishing.value
        try await forgotten(process, pool)
        return figures(
            (end - start).seconds, (ContinuousClock.now - start).seconds, batches: batches, times: after - before)
    }

    private func publish(_ publisher: AMQPPublisher) async throws {
        var left = messages[...]
        while !left.isEmpty {
            let outcomes = try await publisher.publish(Array(left.prefix(2_000)))
            guard outcomes.allSatisfy({ $0 == .confirmed }) else { throw BenchmarkError("the broker took not all") }
            left = left.dropFirst(2_000)
        }
    }

    /// Until the queue has a consumer.
    private func begin(_ process: ContenderProcess, _ publisher: AMQPPublisher) async throws {
        try await poll(process, every: 3, limit: 60) {
            let queue = try await publisher.passivelyDeclare(queue: Worker.intake.queue(urgent: false))
            return (queue?.consumers ?? 0) > 0 ? true : nil
        }
    }

    private func finish(_ process: ContenderProcess) async throws -> Int {
        try await poll(process, every: 25, limit: 300) {
            let progress = await process.progress(of: options.events)
            return progress.flatMap { $0.done >= options.events ? $0.batches : nil }
        }
    }

    private func forgotten(_ process: ContenderProcess, _ pool: PostgresPool) async throws {
        guard contender == .intake else { return }
        try await poll(process, every: 20, limit: 60) {
            try await pool.load(OutboxStore.backlog()).rows == 0 ? true : nil
        }
    }

    @discardableResult
    private func poll<Value>(
        _ process: ContenderProcess, every milliseconds: Int, limit: Int, _ ask: () async throws -> Value?
    ) async throws -> Value {
        let end = ContinuousClock.now + .seconds(limit)
        while ContinuousClock.now < end {
            if let value = try await ask() { return value }
            guard process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(milliseconds))
        }
        throw BenchmarkError("\(contender.rawValue) did not get there within \(limit) s: \(process.lastWords)")
    }

    private func times(_ process: ContenderProcess) -> ProcessTimes {
        ProcessTimes.now(worker: process.pid, broker: options.brokerPID, database: options.databasePID)
    }

    private func figures(_ seconds: Double, _ forgotten: Double, batches: Int, times: ProcessTimes) -> RunFigures {
        let events = Double(options.events)
        return RunFigures(
            seconds: seconds, secondsToForgotten: contender == .intake ? forgotten : seconds,
            perSecond: events / (contender == .intake ? forgotten : seconds),
            batch: events / Double(max(batches, 1)), workerCPU: times.worker / events * 1e6,
            brokerCPU: times.broker / events * 1e6, databaseCPU: times.database / events * 1e6)
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
