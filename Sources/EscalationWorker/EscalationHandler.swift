package import Domain
package import Events
package import Fleet
package import Foundation
package import Postgres
import Store

/// Keeps each incident's timers as its state wants them. The event only says where to look: the store is the truth,
/// so neither the order of events nor a missing one matters.
package struct EscalationHandler: EventHandler {
    /// An event that came before its incident is looked at again after 5 s, and given up after a day. [own]
    private static let patience: TimeInterval = 86_400

    package let worker = Worker.escalation
    private let policies: PolicyBook

    package init(policies: PolicyBook) { self.policies = policies }

    /// Only the incident's number matters.
    package func parse(_ event: CloudEvent) throws(Rejection) -> IncidentToldEvent {
        try IncidentToldEvent.parse(event)
    }

    /// Locks the incidents and reads their timers.
    package func load(
        _ arrivals: [Arrival<IncidentToldEvent>], in transaction: PostgresTransaction, at now: Date
    ) async throws -> EscalationContext {
        try await EscalationContext(numbers: Set(arrivals.map(\.input.number)).sorted(), in: transaction)
    }

    /// What has to be armed or cancelled; an incident that is not there yet makes its event wait.
    package func decide(
        _ arrival: Arrival<IncidentToldEvent>, in context: inout EscalationContext, at now: Date
    ) -> Ruling<TimerChange> {
        guard let incident = context.incidents[arrival.input.number] else { return Ruling(missing(arrival, now)) }
        let change = context.reconcile(incident, policies: policies)
        if change.isEmpty { return Ruling(.done("unchanged")) }
        return Ruling(.done(change.arm.isEmpty ? "cancelled" : "armed"), change)
    }

    /// Timers of the whole batch, set-wise.
    package func save(_ decisions: [TimerChange], in transaction: PostgresTransaction, at now: Date) async throws {
        transaction.atCommit(TimerStore.save(decisions))
    }

    private func missing(_ arrival: Arrival<IncidentToldEvent>, _ now: Date) -> Verdict {
        if now.timeIntervalSince(arrival.since) < Self.patience {
            return .postpone(until: now.addingTimeInterval(5), reason: "incidentNotThereYet")
        }
        return .reject(
            Rejection(.badData, field: "data.incident", expected: "the number of an incident", got: "an unknown one"))
    }
}
