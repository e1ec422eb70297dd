import Domain
import Fleet
import Postgres
import Store

/// The incidents of one batch, locked, with their timers and what was decided before.
package struct EscalationContext {
    let incidents: [String: Incident]
    /// Armed timers by incident; follows the decisions of the batch.
    var armed: [Int64: [EscalationTimer]]
    let decided: [Int64: Set<EscalationTimer.Key>]

    /// Timers and decisions are read after the lock, so they are those of its last holder.
    init(numbers: [String], in transaction: PostgresTransaction) async throws {
        let (incidents, armed, decided) = try await transaction.load(
            IncidentStore.byNumber(numbers, locked: true), TimerStore.armed(ofNumbers: numbers),
            TimerDecisionStore.keys(ofNumbers: numbers))
        self.incidents = Dictionary(incidents.map { ($0.number, $0) }) { first, _ in first }
        self.armed = armed
        self.decided = decided
    }

    /// What has to change for this incident; the next event of the batch sees it as done.
    mutating func reconcile(_ incident: Incident, policies: PolicyBook) -> TimerChange {
        let wanted = EscalationDecision.timers(
            for: incident, policy: policies.policy(of: incident), decided: decided[incident.id] ?? [])
        let change = TimerChange(armed: armed[incident.id] ?? [], wanted: wanted)
        armed[incident.id] = wanted
        return change
    }
}
