import Domain
import Events
import Fleet
import Foundation

/// Decides one act: it joins the history, the fold says whether it counts, and what it asks for is decided. Pure.
struct ActRuling {
    /// How long an act waits for its incident before a person looks at it. [own]
    static let patience: TimeInterval = 86_400

    let policies: PolicyBook
    let act: IncidentAct
    let arrival: Arrival<IntakeInput>
    let now: Date

    func decide(_ context: inout IntakeContext) -> Ruling<IntakeDecision> {
        guard var found = incident(in: context) else { return wait() }
        let policy = policies.policy(of: found.incident)
        let before = found
        let entry = completed(found.incident, context)
        var state = found.add(entry)
        let refusal = state.refused(entry)
        if isUnanswered(found.incident) { state = close(&found) }
        let settled = IncidentSettling(policy: policy, roster: context.roster, leads: context.leads, now: now)
            .settle(&found, saying: state)
        let added = Array(found.history.dropFirst(before.history.count))
        let isTold =
            refusal == nil && found.incident != before.incident && entry.kind != .escalated
            || found.incident.stage.isEnd != before.incident.stage.isEnd || !settled.isEmpty
            || added.contains { $0.kind == .called }
        if isTold { found.incident.sequence += 1 }
        context.keep(found)
        let telling = IncidentTelling(
            incident: found.incident, report: nil, now: now, policy: policy, hasReporters: found.hasReporters,
            entry: entry)
        let told = isTold ? telling.changed(from: before.incident, settled, added) : telling.reminder(act)
        let number = found.incident.number
        return Ruling(
            .done(refusal.map { "refused \(number) \($0.rawValue)" } ?? "\(entry.kind.rawValue) \(number)"),
            IntakeDecision(changes: [
                .init(incident: found.incident, entries: added)
            ]),
            told: told)
    }

    /// With what depends on the world at this moment, decided once: the actor's posts, the place, the desk.
    private func completed(_ incident: Incident, _ context: IntakeContext) -> IncidentEntry {
        var entry = act.entry
        entry.at = arrival.at
        if case .officer(let id) = Responsible(entry.actor) {
            entry.posts = context.roster.posts(of: id, over: incident.area)
        }
        if let level = act.toLevel {
            entry.responsible = .desk(incident.area.at(level) ?? incident.area.at(.village) ?? incident.area)
        }
        if act.toLead {
            entry.responsible = context.leads.lead(of: incident.category, at: incident.area).map(Responsible.department)
        }
        if entry.kind == .amended { entry.area = context.placed[arrival.cause]?.area }
        return entry
    }

    /// The resident was asked, reminded, and has not answered. [domain.md 1, Life of an incident]
    private func isUnanswered(_ incident: Incident) -> Bool {
        act.missed == .visit && (act.entry.rung ?? 0) >= EscalationTimer.closingRung && incident.stage == .resolved
    }

    private func close(_ found: inout IncidentCase) -> IncidentState {
        var closing = found.decision(.closed, "closed", now: now)
        closing.text = "nobody answered the return visit"
        return found.add(closing)
    }

    private func incident(in context: IntakeContext) -> IncidentCase? {
        if let number = act.number, let id = context.numbers[number] { return context.current(id) }
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
