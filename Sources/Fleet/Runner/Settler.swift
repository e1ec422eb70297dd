import AMQP
import Events
import Foundation
import Logging
import Metrics

/// publish → settle → report: everything between a batch's commit and its acknowledgement.
///
/// Dying anywhere here brings the deliveries back; their identity is known then, and what they told is published from
/// the outbox. A retry or dead letter may be published twice: the identity absorbs the one, `taken_key` the other.
struct Settler: Sendable {
    let worker: Worker
    /// Which of the worker's lanes this is, as a word.
    let lane: String
    let outbox: OutboxPublisher
    let publisher: AMQPPublisher
    let consumer: AMQPConsumer
    let delays: [RetryDelay]
    let logger: Logger

    func settle(_ outcome: BatchOutcome, at now: Date) async throws(AMQPError) {
        try await outbox.publish(outcome.outbox)
        CrashPoint.published.pass(at: lane)
        try await send(outcome.settlements.compactMap { failed($0, at: now) })
        CrashPoint.failuresSent.pass(at: lane)
        try await answer(outcome.settlements.compactMap(Reply.message))
        CrashPoint.answered.pass(at: lane)
        if let last = outcome.settlements.map(\.delivery).max(by: { $0.tag < $1.tag }) {
            try await consumer.acknowledge(upTo: last.tag, generation: last.generation)
        }
        CrashPoint.acknowledged.pass(at: lane)
        report(outcome.settlements)
    }

    /// The message that takes a failed delivery on: up the ladder, or to the dead letters.
    private func failed(_ settlement: Settlement, at now: Date) -> AMQPMessage? {
        switch settlement.verdict {
        case .done, .postpone: return nil
        case .reject(let rejection):
            return dead(settlement, rejection.reason.rawValue, rejection.sentence, settlement.delivery.attempts, now)
        case .retry(let reason, let sentence):
            let attempts = settlement.delivery.attempts + 1
            guard attempts <= delays.count, !settlement.isGivenUp else {
                return dead(settlement, reason, sentence, attempts, now)
            }
            return Republish.retry(
                settlement.delivery, worker: worker, delay: delays[attempts - 1].name,
                failure: .init(reason: reason, sentence: sentence, attempts: attempts, at: RFC3339.text(now)))
        }
    }

    private func dead(
        _ settlement: Settlement, _ reason: String, _ sentence: String, _ attempts: Int, _ now: Date
    ) -> AMQPMessage {
        logger.warning(
            "to the dead letters: \(sentence)",
            metadata: ["reason": "\(reason)", "key": "\(settlement.delivery.routingKey)"])
        return Republish.dead(
            settlement.delivery, worker: worker,
            failure: .init(reason: reason, sentence: sentence, attempts: attempts, at: RFC3339.text(now)))
    }

    /// A level that is full or missing is an outage: nothing is acknowledged until each message has its place.
    private func send(_ messages: [AMQPMessage]) async throws(AMQPError) {
        if messages.isEmpty { return }
        for (message, outcome) in zip(messages, try await publish(messages)) where outcome != .confirmed {
            throw .notTaken(reason: "\(message.exchange) did not take \(message.routingKey)")
        }
    }

    /// A publisher's headers may leave no room for ours in the frame: then the long ones go.
    private func publish(_ messages: [AMQPMessage]) async throws(AMQPError) -> [PublishOutcome] {
        do throws(AMQPError) {
            return try await publisher.publish(messages)
        } catch {
            guard case .unsendable(let reason) = error else { throw error }
            logger.warning("long headers are left out: \(reason)")
            return try await publisher.publish(messages.map(Republish.slimmed))
        }
    }

    /// Replies are not mandatory and not kept: a publisher who has gone gets none, and where the broker forbids them
    /// the work goes on.
    private func answer(_ replies: [AMQPMessage]) async throws(AMQPError) {
        if replies.isEmpty { return }
        do throws(AMQPError) {
            _ = try await publisher.publish(replies)
        } catch {
            guard case .channelClosed(let code, let text) = error else { throw error }
            logger.warning("replies are refused: \(code) \(text)")
        }
    }

    /// Counted a batch, not a delivery: looking a series up costs more than adding to it.
    private func report(_ settlements: [Settlement]) {
        var counts: [String: Int] = [:]
        for settlement in settlements { counts[settlement.word, default: 0] += 1 }
        for (word, count) in counts {
            Counter(label: "lianhu_deliveries_total", dimensions: [("worker", worker.rawValue), ("verdict", word)])
                .increment(by: count)
        }
    }
}

extension Settlement {
    /// The verdict's name in metrics.
    fileprivate var word: String {
        switch verdict {
        case .done: isDuplicate ? "duplicate" : "done"
        case .retry: "retry"
        case .postpone: "postponed"
        case .reject: "rejected"
        }
    }
}
