package import Foundation

/// What a look at incidents reads beside them: the policy, who is there, who was called and answered, and the moment.
package struct EscalationWorld: Sendable {
    package let policy: Policy
    package let roster: Roster
    package let leads: LeadDepartments
    /// By incident number; nobody was called for those that are missing.
    package let answers: [String: CalledAnswers]
    package let now: Date
    private let moment: DutyMoment

    package init(
        policy: Policy, roster: Roster, leads: LeadDepartments = LeadDepartments(),
        answers: [String: CalledAnswers] = [:], now: Date
    ) {
        self.policy = policy
        self.roster = roster
        self.leads = leads
        self.answers = answers
        self.now = now
        moment = DutyMoment(now, by: policy.calendar)
    }

    /// The same under the edition of another incident.
    package func under(_ policy: Policy) -> EscalationWorld {
        EscalationWorld(policy: policy, roster: roster, leads: leads, answers: answers, now: now)
    }

    /// Who is told at a step of an incident's ladder.
    func people(of step: LadderStep, for incident: Incident, kind: EscalationTimer.Kind) -> [Roster.Holder] {
        // Who was asked to take it is the one who has not accepted.
        let awaited = kind == .accept ? incident.offeredTo ?? incident.responsible : incident.responsible
        return step.people(place: incident.area, responsible: awaited, roster: roster)
            .filter { $0.isAsked(about: incident.severity, at: moment) }
    }

    /// Those whom only desks' posts bring onto these steps: whoever is also told as an officer is told as that.
    func desks(of steps: [LadderStep], for incident: Incident, kind: EscalationTimer.Kind) -> Set<Int64> {
        func told(_ rungs: (Rung) -> Bool) -> Set<Int64> {
            let parts = steps.map { LadderStep($0.rungs.filter(rungs)) }
            return Set(parts.flatMap { people(of: $0, for: incident, kind: kind) }.map(\.officer))
        }
        return told(\.isDesk).subtracting(told { !$0.isDesk })
    }

    /// The desk that has what nobody on a ladder takes: the township's centre. Nil if all who keep it are told anyway.
    func desk(of incident: Incident, unless told: [Int64]) -> EscalationDesk? {
        guard let township = incident.area.at(.township) else { return .post(.districtDuty, incident.area) }
        let keepers = roster.present(.centreDuty, in: township).map(\.officer)
        return !keepers.isEmpty && Set(keepers).isSubset(of: told) ? nil : .post(.centreDuty, township)
    }

    /// Who goes and knocks where somebody has not answered: the unit's leader, and whoever has the incident. [R1]
    func callers(of incident: Incident) -> [Roster.Holder] {
        let leaders = roster.present(.unitLeader, in: incident.area.at(.unit))
        let officer = Rung.reminder.people(place: incident.area, responsible: incident.responsible, roster: roster)
        return EscalationClimb.once(leaders + officer)
    }
}

/// How many neighbours were called to an incident, and how many of them said that they are coming. [R1, 十户呼应]
package struct CalledAnswers: Sendable, Equatable {
    package let asked: Int
    package let answered: Int

    package init(asked: Int, answered: Int) {
        self.asked = asked
        self.answered = answered
    }

    /// Everybody has answered, or nobody was asked.
    package var isComplete: Bool { answered >= asked }
}
