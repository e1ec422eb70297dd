package import Foundation

/// What escalation wants of an incident: a pure function of its state, the policy and what was decided before.
package enum EscalationDecision {
    /// The timers that should be armed: for each thing still waited for, the next rung not yet decided.
    package static func timers(
        for incident: Incident, policy: Policy, decided: Set<EscalationTimer.Key>
    ) -> [EscalationTimer] {
        awaited(incident, policy: policy).compactMap { kind, deadline in
            let edition = edition(of: incident)
            let rungs = 0..<policy.ladder.count
            guard let rung = rungs.first(where: { !decided.contains(.init(kind: kind, rung: $0, edition: edition)) })
            else { return nil }
            let key = EscalationTimer.Key(kind: kind, rung: rung, edition: edition)
            return EscalationTimer(
                incident: incident.id, key: key,
                dueAt: due(rung, deadline: deadline, severity: incident.severity, policy: policy), deadline: deadline,
                severity: incident.severity)
        }
    }

    /// The highest rung whose time has come by `now`: after an outage one step, not a storm. [domain.md 3]
    package static func rung(
        reachedBy now: Date, from first: Int, deadline: Date, severity: Severity, policy: Policy
    ) -> Int {
        var rung = first
        while rung + 1 < policy.ladder.count,
            due(rung + 1, deadline: deadline, severity: severity, policy: policy) <= now
        {
            rung += 1
        }
        return rung
    }

    /// When a rung's time comes: the deadline, and a step of the policy's clock for each rung above the first.
    package static func due(_ rung: Int, deadline: Date, severity: Severity, policy: Policy) -> Date {
        let step = policy.limits(for: severity).rung
        return (0..<rung).reduce(deadline) { instant, _ in policy.deadline(step, from: instant) }
    }

    /// A reopened incident climbs anew: its rungs are others than those of its first life.
    private static func edition(of incident: Incident) -> String {
        guard incident.assignedAt.timeIntervalSince(incident.openedAt) >= 1 else { return incident.edition }
        return "\(incident.edition)@\(Int64(incident.assignedAt.timeIntervalSince1970))"
    }

    /// What an incident in this stage still waits for, and until when. Clocks start with the assignment: the first one,
    /// or the renewed one of a reopened matter.
    private static func awaited(_ incident: Incident, policy: Policy) -> [(EscalationTimer.Kind, Date)] {
        let limits = policy.limits(for: incident.severity)
        switch incident.stage {
        case .reported, .assigned, .transferred, .reopened:
            return [
                (.accept, policy.deadline(limits.accept, from: incident.assignedAt)),
                (.resolve, policy.deadline(limits.resolve, from: incident.assignedAt)),
            ]
        case .accepted, .handling: return [(.resolve, policy.deadline(limits.resolve, from: incident.assignedAt))]
        case .resolved, .verified:
            return incident.resolvedAt.map { [(.visit, policy.deadline(limits.visit, from: $0))] } ?? []
        case .closed, .cancelled, .merged: return []
        }
    }
}
