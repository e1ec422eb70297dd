package import Foundation

/// What one look at an incident decides: the rungs climbed, who is told, and the timers armed afterwards.
package struct EscalationRound: Sendable, Equatable {
    package let incident: Incident
    /// One for each missed deadline, the order of `EscalationTimer.Kind`.
    package let climbs: [EscalationClimb]
    /// Holds the fired timers among the cancelled ones.
    package let change: TimerChange
    /// Armed timers that an act had made pointless.
    package let overtaken: Int

    /// Decides from the state as it is now: what is no longer waited for has no effect, however late that came.
    package init(
        _ incident: Incident, armed: [EscalationTimer], decided: Set<EscalationTimer.Key>, policy: Policy,
        roster: Roster, now: Date
    ) {
        let wanted = EscalationDecision.timers(for: incident, policy: policy, decided: decided)
        climbs = wanted.filter { $0.dueAt <= now }.map {
            EscalationClimb($0, of: incident, policy: policy, roster: roster, now: now)
        }
        let after = decided.union(climbs.flatMap { $0.decided.map(\.key) })
        change = TimerChange(
            armed: armed, wanted: EscalationDecision.timers(for: incident, policy: policy, decided: after))
        let keys = Set(wanted.map(\.key))
        overtaken = armed.count { !keys.contains($0.key) }
        self.incident = incident
    }

    /// Those told, each once, though two deadlines may have been missed together.
    package var people: [Roster.Holder] { EscalationClimb.once(climbs.flatMap(\.people)) }

    /// The desk that is told because a ladder ended with nobody on it.
    package var desk: AudienceTerm? {
        guard climbs.contains(where: \.atDesk) else { return nil }
        if let township = incident.area.at(.township) { return .post(.centreDuty, township) }
        return .post(.districtDuty, incident.area)
    }

    /// The one notice of this look; nil if nobody is to be told: nothing was climbed, or a visit's time is over.
    /// - Parameter lateAfter: seconds from which the text says that it comes late.
    package func notice(policy: Policy, lateAfter: TimeInterval) -> NoticeRequest? {
        guard let first = climbs.first else { return nil }
        let officers = people.map(\.officer)
        let terms = (officers.isEmpty ? [] : [AudienceTerm.officers(officers)]) + (desk.map { [$0] } ?? [])
        if terms.isEmpty { return nil }
        return NoticeRequest(
            key: "escalation/\(EscalationText.id(of: first))", purpose: "escalation",
            priority: NoticePriority(incident.severity), audience: Audience(terms),
            text: EscalationText.text(self, calendar: policy.calendar, lateAfter: lateAfter),
            incident: incident.number, question: .act)
    }
}
