package import AMQP
import Domain
import Foundation
package import Postgres
import Store

/// Takes a worker's dead letters from the broker into the database: commit first, then ack, so that none is lost and
/// one taken twice is kept once. Looking at the queue with get and requeue would count deliveries and reorder.
package struct DeadLetterTaker: Sendable {
    private let worker: Worker
    private let broker: AMQPSettings
    private let pool: PostgresPool
    private let policies: PolicyBook
    private let clock: FleetClock

    package init(worker: Worker, broker: AMQPSettings, pool: PostgresPool, policies: PolicyBook, clock: FleetClock) {
        self.worker = worker
        self.broker = broker
        self.pool = pool
        self.policies = policies
        self.clock = clock
    }

    /// Takes what comes until the task is cancelled; outages of broker or database are waited out.
    package func run() async {
        var backoff = Backoff(first: .milliseconds(200), cap: .seconds(30))
        while !Task.isCancelled {
            do {
                // What cannot be kept would only be taken and given back.
                _ = try await pool.load(ClockStore.now())
                try await consume { backoff.reset() }
            } catch {
                await backoff.wait()
            }
        }
    }

    /// Takes what is in the queue now and returns how many letters were new; gives up after `limit`.
    package func drain(within limit: Duration = .seconds(5)) async throws -> Int {
        let publisher = AMQPPublisher(settings: broker)
        let queue = try await publisher.passivelyDeclare(queue: worker.deadQueue)
        await publisher.close()
        guard let queue else { throw AMQPError.queueMissing(queue: worker.deadQueue) }
        guard queue.messages > 0 else { return 0 }
        return try await take(queue.messages, within: limit)
    }

    private func consume(_ progressed: () -> Void) async throws {
        let consumer = AMQPConsumer(settings: broker, queue: worker.deadQueue)
        do {
            try await consumer.start(prefetch: Self.prefetch)
            try await withTaskCancellationHandler {
                while try await takeBatch(consumer) != nil { progressed() }
            } onCancel: {
                Task { try await consumer.cancel() }
            }
        } catch {
            await consumer.close()
            throw error
        }
        await consumer.close()
    }

    /// A worker may be taking too, so the count may never be reached: the watch ends it.
    private func take(_ count: Int, within limit: Duration) async throws -> Int {
        let consumer = AMQPConsumer(settings: broker, queue: worker.deadQueue)
        try await consumer.start(prefetch: Self.prefetch)
        let watch = Task {
            try await Task.sleep(for: limit)
            try await consumer.cancel()
        }
        defer { watch.cancel() }
        var (seen, kept) = (0, 0)
        while seen < count, let batch = try await takeBatch(consumer) {
            seen += batch.seen
            kept += batch.kept
        }
        await consumer.close()
        return kept
    }

    /// Nil once consumption has ended.
    private func takeBatch(_ consumer: AMQPConsumer) async throws -> (seen: Int, kept: Int)? {
        let deliveries = try await consumer.receive(max: Self.prefetch)
        guard let last = deliveries.last else { return nil }
        CrashPoint.lettersTaken.pass()
        let kept = try await keep(deliveries.map { DeadLetter($0, worker: worker, policy: policies.current) })
        CrashPoint.lettersSaved.pass()
        try await consumer.acknowledge(upTo: last.tag, generation: last.generation)
        CrashPoint.lettersAcknowledged.pass()
        return (deliveries.count, kept)
    }

    /// Holds the batch through a short outage of the database: giving it back each time would use up the broker's
    /// count of deliveries.
    private func keep(_ letters: [DeadLetter]) async throws -> Int {
        var backoff = Backoff()
        for _ in 0..<20 {
            do {
                return try await save(letters)
            } catch let error as PostgresError where error.isOutage && !Task.isCancelled {
                await backoff.wait()
            }
        }
        return try await save(letters)
    }

    /// The letters and, for those that may be emergencies, the alarm, or neither.
    private func save(_ letters: [DeadLetter]) async throws -> Int {
        try await pool.transaction { transaction in
            let now = clock.now()
            let (_, new, townships) = try await transaction.load(
                DeadLetterStore.exclusive(worker: worker.rawValue), DeadLetterStore.save(letters, at: now),
                RosterStore.townships(at: now))
            let alarm = DeadLetterAlarm(worker: worker, townships: townships, now: now)
            let rows = alarm.rows(for: letters.filter { new.contains($0.takenKey) })
            if !rows.isEmpty { transaction.atCommit([OutboxStore.save(rows, worker: worker.rawValue, lease: 0)]) }
            return new.count
        }
    }

    private static var prefetch: Int { 100 }
}
