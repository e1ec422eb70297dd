import AMQP
import Events
import Foundation
import Logging
import Metrics
import Postgres
import ServiceLifecycle
import Store

/// Takes one queue's deliveries through the journey: receive, decode, begin, load, decide, save, commit, publish,
/// settle, report. One for the ordinary queue of a worker, one for its urgent queue, each with connections of its own.
///
/// Two batches are in flight: one in the database, one publishing; the second never acknowledges before the first.
struct WorkerRunner<Handler: EventHandler>: Service {
    let handler: Handler
    let isUrgent: Bool
    let line: WorkerLine
    let decoder: DeliveryDecoder<Handler>
    let transaction: BatchTransaction<Handler>
    let settler: Settler

    /// Consumes until the drain. A lost connection is opened anew; what was unsettled comes back by itself.
    func run() async throws {
        var backoff = Backoff()
        var full = Backoff(first: .seconds(1), cap: .seconds(120))
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await begin()
                backoff.reset()
                try await drainable { try await consume() }
            } catch {
                if line.prefetch.hasProvedItself { full.reset() }
                line.lost(error)
                await line.consumer.close()
                if case AMQPError.notTaken = error {
                    // For as long as a queue is full each try takes deliveries in vain, and the broker counts them.
                    await full.waitUnlessDraining()
                } else {
                    await backoff.waitUnlessDraining()
                }
            }
        }
        await line.consumer.close()
    }

    /// Nothing is taken that could not be worked on: the broker counts each time that a delivery comes back, and gives
    /// up after a hundred. The first statement also shows whether the database takes writes.
    private func begin() async throws {
        try await probe()
        try await settler.publisher.connect()
        line.health.set(line.confirmsPart, nil)
        try await line.consumer.start(prefetch: WorkerLine.firstPrefetch)
        line.health.set(line.consumingPart, nil)
    }

    /// A row really written and removed, in one commit: a full disk would let an empty DELETE pass.
    private func probe() async throws {
        let row = EventKey(parts: ["probe", owner])
        try await transaction.pool.transaction { transaction in
            transaction.atCommit([
                InHandStore.take([row], worker: line.worker.rawValue, owner: owner, lease: 0),
                InHandStore.releaseAll(of: owner),
            ])
        }
    }

    /// Cancels the consumption when the process is told to stop; the batch that has begun is finished.
    private func drainable(_ body: () async throws -> Void) async throws {
        let consumer = line.consumer
        try await withGracefulShutdownHandler {
            try await body()
        } onGracefulShutdown: {
            Task { try? await consumer.cancel() }
        }
    }

    private func consume() async throws {
        var settling: Task<Void, any Error>?
        do {
            while let deliveries = try await receive() {
                for group in groups(of: deliveries) {
                    let outcome = try await work(group: group)
                    try await settling?.value
                    try await widen(after: settling != nil)
                    settling = Task { try await settleOrWake(outcome) }
                }
            }
            try await settling?.value
        } catch {
            // What is being published finishes or fails by itself; its deliveries are acknowledged or come back.
            _ = await settling?.result
            throw error
        }
    }

    /// What has arrived, or nil when the drain has begun: the rest is given back.
    private func receive() async throws -> [AMQPDelivery]? {
        // Waiting here is waiting on purpose, however long: it is no sign of being stuck.
        line.health.forget(line.consumingPart)
        let deliveries = try await line.consumer.receive(max: line.batchSize)
        line.health.beat(line.consumingPart)
        guard let first = deliveries.first else { return nil }
        CrashPoint.received.pass(at: line.lane)
        guard Task.isShuttingDownGracefully else { return deliveries }
        try await line.consumer.giveBack(tags: deliveries.map(\.tag), generation: first.generation)
        return try await receive()
    }

    /// How often a lost race is run again: other replicas settle one in a few tries, a broken constraint never.
    private static var conflictLimit: Int { 6 }

    /// One batch to its commit. An outage is waited out, a deadlock tried again, a failure divided until it stands
    /// alone and goes up the ladder.
    func work(_ items: [WorkItem<Handler.Input>]) async throws -> BatchOutcome {
        var outage = OutageWait(line: line, part: "database")
        var conflicts = 0
        var tries = BatchTries()
        while true {
            do {
                let outcome = try await line.timed { try await transaction.run(items, at: line.clock.now(), &tries) }
                CrashPoint.committed.pass(at: line.lane)
                outage.over()
                for wake in line.wakes { wake.wake() }
                return outcome
            } catch {
                tries.failed(error)
                switch FailureClass(error) {
                case .outage: try await outage.wait(after: error)
                case .transient where conflicts < Self.conflictLimit:
                    conflicts += 1
                    await outage.pause()
                case .transient, .failure, .hopeless: return try await divide(items, after: error)
                }
            }
        }
    }

    private func divide(_ items: [WorkItem<Handler.Input>], after error: any Error) async throws -> BatchOutcome {
        guard items.count > 1 else {
            line.logger.error("a delivery failed: \(error)")
            // Nobody died of it: it is no suspect when it comes again. It goes up the ladder only once that is noted.
            try await release(items.compactMap(\.hand))
            return BatchOutcome(settlements: items.map { $0.failed(error) })
        }
        line.logger.warning("a batch of \(items.count) failed and is divided: \(error)")
        let middle = items.count / 2
        return try await work(Array(items[..<middle])) + work(Array(items[middle...]))
    }

    /// A settlement that fails while the lane waits for deliveries must not go unseen: closing wakes it.
    private func settleOrWake(_ outcome: BatchOutcome) async throws {
        do {
            try await settleWaiting(outcome)
        } catch {
            await line.consumer.close()
            throw error
        }
    }

    /// Publishes and acknowledges. A refusal by a full or missing queue is waited out with the batch in hand.
    private func settleWaiting(_ outcome: BatchOutcome) async throws {
        var outage = OutageWait(line: line, part: line.confirmsPart)
        // One time for all tries: a dead letter published twice is recognised by when it failed.
        let now = line.clock.now()
        while true {
            do {
                try await settler.settle(outcome, at: now)
                outage.over()
                break
            } catch {
                guard line.consumer.isConsuming else { throw error }
                try await outage.wait(after: error)
            }
        }
        try await forgetSuspects(outcome)
    }

    /// Clean work has been done: the broker may hand over more.
    private func widen(after isProven: Bool) async throws {
        guard isProven, line.prefetch.widen() else { return }
        try await line.consumer.setPrefetch(line.prefetch.full)
    }
}

extension WorkItem {
    /// It failed alone: one attempt is charged, or it is refused if trying again is no use.
    fileprivate func failed(_ error: any Error) -> Settlement {
        if FailureClass(error) == .hopeless {
            let rejection = Rejection(.badData, expected: "values that the database can hold", got: "\(error)")
            return Settlement(delivery: delivery, verdict: .reject(rejection), isDuplicate: false, key: key)
        }
        let sentence = "It failed while being worked on: \(error). Mend the cause, then replay it."
        return Settlement(
            delivery: delivery, verdict: .retry(reason: "failed", sentence: sentence), isDuplicate: false, key: key)
    }
}
