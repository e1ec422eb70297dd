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
        _ incident: Incident, armed: [EscalationTimer], decided: Set<EscalationTimer.Key>, in world: EscalationWorld
    ) {
        let policy = world.policy
        let wanted = EscalationDecision.timers(for: incident, policy: policy, decided: decided)
        climbs = wanted.filter { $0.dueAt <= world.now }.map { EscalationClimb($0, of: incident, world) }
        let after = decided.union(climbs.flatMap { $0.decided.map(\.key) })
        change = TimerChange(
            armed: armed, wanted: EscalationDecision.timers(for: incident, policy: policy, decided: after))
        let keys = Set(wanted.map(\.key))
        overtaken = armed.count { !keys.contains($0.key) }
        self.incident = incident
    }

    /// Those told, each once, though two deadlines may have been missed together.
    package var people: [Roster.Holder] { EscalationClimb.once(climbs.flatMap(\.people)) }

    /// Who only has to knock at doors is asked nothing.
    private var asksToAct: Bool { climbs.contains { $0.kind != .answer } }

    /// What the notice says holds as long as one of the deadlines is still missed: acted upon in the meantime, it is
    /// not sent.
    private var stages: [Stage] {
        let open = climbs.reduce(into: Set<Stage>()) { $0.formUnion($1.kind.stages) }
        return Stage.allCases.filter(open.contains)
    }

    /// The desks that are told of what was missed, each deadline once.
    package var calls: [EscalationCall] {
        // Whoever is told as an officer of one deadline reads of the other there.
        let officers = Set(climbs.flatMap { climb in climb.people.map(\.officer).filter { !climb.desks.contains($0) } })
        return climbs.flatMap { climb -> [EscalationCall] in
            guard let key = climb.decided.last?.key else { return [] }
            var desks = climb.people.map(\.officer).filter {
                climb.desks.contains($0) && !officers.contains($0)
            }.map(EscalationDesk.officer)
            desks += [climb.deskPost].compactMap(\.self)
            return desks.map {
                EscalationCall(
                    desk: $0, incident: incident.id, key: key, deadline: climb.deadline, severity: incident.severity)
            }
        }
    }

    /// The one notice of this look; nil if nobody is to be told: nothing was climbed, or a visit's time is over.
    /// - Parameters:
    ///   - lateAfter: seconds from which the text says that it comes late.
    ///   - left: desks that are told by other notices.
    package func notice(
        policy: Policy, lateAfter: TimeInterval, without left: Set<EscalationDesk> = []
    ) -> NoticeRequest? {
        guard let first = climbs.first else { return nil }
        let officers = people.map(\.officer).filter { !left.contains(.officer($0)) }
        let posts = Set(climbs.compactMap(\.deskPost)).subtracting(left).map(\.audience)
        let departments = Set(climbs.compactMap(\.department)).sorted()
        let terms =
            (officers.isEmpty ? [] : [AudienceTerm.officers(officers)]) + posts
            + (departments.isEmpty ? [] : [.departments(departments)])
        if terms.isEmpty { return nil }
        return NoticeRequest(
            key: "escalation/\(EscalationText.id(of: first))", purpose: "escalation",
            priority: NoticePriority(incident.severity), audience: Audience(terms),
            text: EscalationText.text(self, calendar: policy.calendar, lateAfter: lateAfter),
            incident: incident.number, question: asksToAct ? .act : nil, stages: stages)
    }
}
