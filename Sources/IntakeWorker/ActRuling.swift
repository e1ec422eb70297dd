import Domain
import Events
import Fleet
import Foundation

/// Decides one act: it joins the history, and the fold says whether it counts. Pure.
struct ActRuling {
    /// How long an act waits for its incident before a person looks at it. [own]
    static let patience: TimeInterval = 86_400

    let policy: Policy
    let act: IncidentAct
    let arrival: Arrival<IntakeInput>
    let now: Date

    func decide(_ context: inout IntakeContext) -> Ruling<IntakeDecision> {
        guard var found = incident(in: context) else { return wait() }
        var entry = act.entry
        entry.at = arrival.at
        found.history.append(entry)
        let state = IncidentState(folding: found.history)
        let before = found.incident
        found.incident.adopt(state)
        let refusal = state.refused(entry)
        let isTold = refusal == nil && entry.kind != .escalated && found.incident != before
        if isTold { found.incident.sequence += 1 }
        context.keep(found)
        let telling = IncidentTelling(incident: found.incident, report: nil, now: now, policy: policy)
        let number = found.incident.number
        return Ruling(
            .done(refusal.map { "refused \(number) \($0.rawValue)" } ?? "\(entry.kind.rawValue) \(number)"),
            IntakeDecision(incident: found.incident, isNew: false, entries: [entry]),
            told: isTold ? telling.changed() : [])
    }

    private func incident(in context: IntakeContext) -> IntakeContext.Case? {
        if let number = act.number, let id = context.numbers[number] { return context.cases[id] }
        guard let reference = act.reference else { return nil }
        return context.standing(under: .reference(reference, source: act.entry.source, at: arrival.at))
    }

    /// The incident may still come: overtaking is usual. After a day a person is asked.
    private func wait() -> Ruling<IntakeDecision> {
        if now.timeIntervalSince(arrival.since) < Self.patience {
            return Ruling(.postpone(until: now.addingTimeInterval(60), reason: "incidentUnknown"))
        }
        return Ruling(
            .reject(
                Rejection(
                    .badData, field: "data.incident", expected: "an incident that was reported within a day",
                    got: "a number or reference that nobody has reported")))
    }
}
