package import Events
package import Foundation
package import Postgres
package import Store

/// An event that is new to this worker, as its handler reads it.
package struct Arrival<Input: Sendable>: Sendable {
    package let event: CloudEvent
    package let input: Input
    /// Its identity: the cause of all that follows from it.
    package let cause: EventKey
    /// The event's time, or the time of receipt where it had none or one too far ahead.
    package let at: Date
    /// Deadline bookkeeping of a postponed event: when it first came.
    package let since: Date
    /// Whether it came through the urgent queue.
    package var isUrgent = false
    /// Failed tries before this one.
    package var attempts = 0

    /// Under which a worker's outbox keeps what follows from it: several workers may have the same event.
    func telling(_ worker: Worker) -> EventKey { EventKey(parts: [worker.rawValue, event.source, event.id]) }
}

/// What was decided about one arrival.
package struct Ruling<Decision: Sendable>: Sendable {
    package let verdict: Verdict
    package let decision: Decision?
    /// Told in this order, with the decision, or never.
    package let told: [ToldEvent]

    package init(_ verdict: Verdict, _ decision: Decision? = nil, told: [ToldEvent] = []) {
        self.verdict = verdict
        self.decision = decision
        self.told = told
    }
}

/// What a worker does with its events: parse, load, decide, save. It returns verdicts and never touches the channel.
package protocol EventHandler: Sendable {
    /// A domain value: what a wire event means here.
    associatedtype Input: Sendable
    /// All that the decisions of one batch need to know.
    associatedtype Context
    associatedtype Decision: Sendable

    var worker: Worker { get }

    /// Wire to domain. Pure; a rejection becomes a dead letter with its reason.
    func parse(_ event: CloudEvent) throws(Rejection) -> Input

    /// What the decisions need, set-wise: one statement a table.
    func load(_ arrivals: [Arrival<Input>], in transaction: PostgresTransaction, at now: Date) async throws -> Context

    /// Pure, in order; changes the context so that the next arrival of the batch sees this decision.
    func decide(_ arrival: Arrival<Input>, in context: inout Context, at now: Date) -> Ruling<Decision>

    /// Hands the batch's decisions to the transaction, set-wise, to be sent with its commit (`atCommit`).
    func save(_ decisions: [Decision], in transaction: PostgresTransaction, at now: Date) async throws
}
