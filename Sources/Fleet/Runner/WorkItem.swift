import AMQP
import Events
import Foundation
import Store

/// One delivery on its way through the runner.
struct WorkItem<Input: Sendable>: Sendable {
    /// What decoding made of it.
    enum Content: Sendable {
        case arrival(Arrival<Input>)
        case rejected(Rejection)
    }

    let delivery: AMQPDelivery
    let content: Content
    /// Its row among the deliveries in hand, if it was delivered before.
    var hand: EventKey?

    var arrival: Arrival<Input>? { if case .arrival(let arrival) = content { arrival } else { nil } }

    var key: EventKey? { arrival?.cause }
}

/// What has been decided of a delivery and is to be done with it before the acknowledgement.
struct Settlement: Sendable {
    let delivery: AMQPDelivery
    let verdict: Verdict
    /// True for an event that this worker had before.
    let isDuplicate: Bool
    let key: EventKey?
    /// A suspect's row among the deliveries in hand, kept until its dead letter is safe.
    var hand: EventKey?
    /// No further try, however many the ladder has left.
    var isGivenUp = false
}

/// A batch after its commit: what to publish, and how each delivery is settled, in order of arrival.
struct BatchOutcome: Sendable {
    var outbox: [OutboxRow] = []
    var settlements: [Settlement] = []

    static func + (first: BatchOutcome, second: BatchOutcome) -> BatchOutcome {
        BatchOutcome(outbox: first.outbox + second.outbox, settlements: first.settlements + second.settlements)
    }
}
