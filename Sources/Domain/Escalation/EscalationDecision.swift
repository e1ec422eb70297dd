import Foundation

/// What escalation wants of an incident: a pure function of its state, the policy and what was decided before.
package enum EscalationDecision {
    /// The timers that should be armed: for each thing still waited for, the next rung not yet decided.
    package static func timers(
        for incident: Incident, policy: Policy, decided: Set<EscalationTimer.Key>
    ) -> [EscalationTimer] {
        let calendar = policy.calendar(at: incident.area)
        return Awaited.all(of: incident, policy).compactMap { awaited in
            let limits = policy.limits(for: incident)
            let keys = (0..<rungs(awaited.kind, limits)).map {
                EscalationTimer.Key(kind: awaited.kind, rung: $0, edition: awaited.edition)
            }
            guard let key = keys.first(where: { !decided.contains($0) }) else { return nil }
            let dueAt = due(key, deadline: awaited.deadline, limits, calendar)
            let steps = key.rung > 0 ? step(key.kind, limits).clock : .wall
            let isOpen = steps != .wall && !calendar.isKnown(from: awaited.deadline, to: dueAt)
            return EscalationTimer(
                incident: incident.id, key: key, dueAt: dueAt, deadline: awaited.deadline,
                severity: incident.severity, isProvisional: awaited.isProvisional || isOpen)
        }
    }

    /// How many steps there are: a return visit that nobody answers is reminded of, then the matter is closed; who of
    /// the called has not answered is told once. [domain.md 1, Life of an incident]
    static func rungs(_ kind: EscalationTimer.Kind, _ limits: PolicyLimits) -> Int {
        switch kind {
        case .accept, .handle, .resolve: limits.ladder.count
        case .visit: EscalationTimer.closingRung + 1
        case .answer: 1
        }
    }

    /// The highest rung whose time has come by `now`: after an outage one step, not a storm. [domain.md 3]
    static func rung(
        reachedBy now: Date, from first: EscalationTimer.Key, deadline: Date, _ limits: PolicyLimits,
        _ calendar: WorkingCalendar
    ) -> Int {
        var reached = first
        while reached.rung + 1 < rungs(first.kind, limits),
            due(reached.next, deadline: deadline, limits, calendar) <= now
        {
            reached = reached.next
        }
        return reached.rung
    }

    /// When a rung's time comes: the deadline, and a step of the policy's clock for each rung above the first.
    static func due(
        _ key: EscalationTimer.Key, deadline: Date, _ limits: PolicyLimits, _ calendar: WorkingCalendar
    ) -> Date {
        let step = step(key.kind, limits)
        return (0..<key.rung).reduce(deadline) { instant, _ in step.end(from: instant, by: calendar) }
    }

    private static func step(_ kind: EscalationTimer.Kind, _ limits: PolicyLimits) -> PolicyLimit {
        kind == .visit ? limits.visit : limits.step
    }
}
