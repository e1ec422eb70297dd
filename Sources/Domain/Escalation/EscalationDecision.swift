import Foundation

/// What escalation wants of an incident: a pure function of its state, the policy and what was decided before.
package enum EscalationDecision {
    /// The timers that should be armed: for each thing still waited for, the next rung not yet decided.
    package static func timers(
        for incident: Incident, policy: Policy, decided: Set<EscalationTimer.Key>
    ) -> [EscalationTimer] {
        awaited(incident, policy: policy).compactMap { awaited in
            let keys = (0..<rungs(awaited.kind, policy)).map {
                EscalationTimer.Key(kind: awaited.kind, rung: $0, edition: awaited.edition)
            }
            guard let key = keys.first(where: { !decided.contains($0) }) else { return nil }
            return EscalationTimer(
                incident: incident.id, key: key,
                dueAt: due(key, deadline: awaited.deadline, severity: incident.severity, policy: policy),
                deadline: awaited.deadline, severity: incident.severity)
        }
    }

    /// How many steps there are: a return visit that nobody answers is reminded of, then the matter is closed.
    /// [domain.md 1, Life of an incident]
    static func rungs(_ kind: EscalationTimer.Kind, _ policy: Policy) -> Int {
        kind == .visit ? EscalationTimer.closingRung + 1 : policy.ladder.count
    }

    /// The highest rung whose time has come by `now`: after an outage one step, not a storm. [domain.md 3]
    static func rung(
        reachedBy now: Date, from first: EscalationTimer.Key, deadline: Date, severity: Severity, policy: Policy
    ) -> Int {
        var reached = first
        while reached.rung + 1 < rungs(first.kind, policy),
            due(reached.next, deadline: deadline, severity: severity, policy: policy) <= now
        {
            reached = reached.next
        }
        return reached.rung
    }

    /// When a rung's time comes: the deadline, and a step of the policy's clock for each rung above the first.
    static func due(_ key: EscalationTimer.Key, deadline: Date, severity: Severity, policy: Policy) -> Date {
        let limits = policy.limits(for: severity)
        let step = key.kind == .visit ? limits.visit : limits.rung
        return (0..<key.rung).reduce(deadline) { instant, _ in policy.deadline(step, from: instant) }
    }

    /// What an incident in this stage still waits for, and until when.
    private static func awaited(_ incident: Incident, policy: Policy) -> [Awaited] {
        switch incident.stage {
        case .reported, .assigned, .transferred, .reopened:
            [.acceptance(of: incident, policy), .resolution(of: incident, policy)]
        case .accepted, .handling: [.resolution(of: incident, policy)]
        case .resolved, .verified: [.visit(of: incident, policy)].compactMap(\.self)
        case .closed, .cancelled, .merged: []
        }
    }
}
