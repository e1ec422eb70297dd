package import Foundation

/// A missed deadline and the rung it brought an incident to, in one step however many rungs lie between.
package struct EscalationClimb: Sendable, Equatable {
    /// What became of a rung, as it is recorded under the timer's key.
    package enum Outcome: String, Sendable {
        /// The rung arrived at.
        case climbed
        /// Its time had come and gone; the step led past it, and its people are told with the others.
        case skipped
        /// Nobody is there: the next one has it at once.
        case empty
        /// The ladder ends and nobody was found: the centre's desk has it.
        case desk
        /// All who were called have answered: nobody needs to be told.
        case answered
    }

    /// One rung decided, never to be decided again.
    package struct Decided: Sendable, Equatable {
        package let key: EscalationTimer.Key
        package let dueAt: Date
        package let outcome: Outcome
    }

    package let incident: Incident
    package let kind: EscalationTimer.Kind
    /// The deadline that was missed.
    package let deadline: Date
    /// Every rung from the one that fired to the one arrived at, in order.
    package let decided: [Decided]
    /// Those of all these rungs who are there, each once, the lowest rung first.
    package let people: [Roster.Holder]
    /// Those of them who are told because they keep a desk.
    package let desks: Set<Int64>
    /// The desk that is told because the ladder ended with nobody on it; nil too if those who keep it are told already.
    package let deskPost: EscalationDesk?
    /// The department that leads the category, where a step calls it. [R4, 部门报到]
    package let department: String?
    /// How many were called and how many of them answered, where that is what was waited for.
    package let answers: CalledAnswers?
    /// Seconds after the fired timer's due time.
    package let lateBy: TimeInterval

    /// The rung arrived at.
    package var rung: Int { decided.last?.key.rung ?? 0 }
    package var atDesk: Bool { decided.last?.outcome == .desk }

    /// As histories and other systems say it; the last step of an unanswered return visit closes the matter.
    package func rungName(_ policy: Policy) -> String {
        decided.last.map { policy.rungName($0.key, of: incident) } ?? ""
    }

    /// Climbs from a timer that is due and still waited for.
    package init(_ timer: EscalationTimer, of incident: Incident, _ world: EscalationWorld) {
        self.incident = incident
        kind = timer.key.kind
        deadline = timer.deadline
        lateBy = max(0, world.now.timeIntervalSince(timer.dueAt))
        guard timer.key.kind != .answer else {
            let answers = world.answers[incident.number] ?? CalledAnswers(asked: 0, answered: 0)
            (self.answers, department, desks, deskPost) = (answers, nil, [], nil)
            self.people = answers.isComplete ? [] : world.callers(of: incident)
            decided = [
                Decided(key: timer.key, dueAt: timer.dueAt, outcome: answers.isComplete ? .answered : .climbed)
            ]
            return
        }
        let (limits, calendar) = (world.policy.limits(for: incident), world.policy.calendar(at: incident.area))
        let reached = EscalationDecision.rung(
            reachedBy: world.now, from: timer.key, deadline: timer.deadline, limits, calendar)
        let isVisit = timer.key.kind == .visit
        func people(_ rung: Int) -> [Roster.Holder] {
            if isVisit && rung == EscalationTimer.closingRung { return [] }
            return world.people(of: limits.ladder[rung], for: incident, kind: timer.key.kind)
        }
        let top = EscalationDecision.rungs(timer.key.kind, limits) - 1
        // A return visit's steps are the calendar's alone: they do not climb past those who are not there.
        let found = isVisit ? reached : (reached...max(reached, top)).first { !people($0).isEmpty }
        let passed = Array(timer.key.rung...(found ?? top))
        decided = passed.map { rung in
            let key = EscalationTimer.Key(kind: timer.key.kind, rung: rung, edition: timer.key.edition)
            return Decided(
                key: key, dueAt: EscalationDecision.due(key, deadline: timer.deadline, limits, calendar),
                outcome: Self.outcome(rung, found: found, top: top, isEmpty: people(rung).isEmpty))
        }
        self.people = Self.once(passed.flatMap(people))
        desks = isVisit ? [] : world.desks(of: passed.map { limits.ladder[$0] }, for: incident, kind: timer.key.kind)
        let isLost = found == nil && !isVisit
        deskPost = isLost ? world.desk(of: incident, unless: self.people.map(\.officer)) : nil
        let calls = !isVisit && passed.contains { limits.ladder[$0].callsDepartment }
        department = calls ? world.leads.lead(of: incident.category, at: incident.area) : nil
        answers = nil
    }

    private static func outcome(_ rung: Int, found: Int?, top: Int, isEmpty: Bool) -> Outcome {
        if rung == found { return .climbed }
        if found == nil && rung == top { return .desk }
        return isEmpty ? .empty : .skipped
    }

    /// One person on two rungs is told once.
    static func once(_ people: [Roster.Holder]) -> [Roster.Holder] {
        var seen = Set<Int64>()
        return people.filter { seen.insert($0.officer).inserted }
    }
}
