import Foundation

/// Something that an incident waits for, with the deadline and the name under which its rungs are decided.
///
/// What begins anew (a reopened matter, another who is asked, more time) has rungs of its own: its name has the moment
/// in it, so that nothing decided before counts for it.
struct Awaited: Equatable {
    let kind: EscalationTimer.Kind
    let deadline: Date
    let edition: String

    /// From the moment when somebody was last asked.
    static func acceptance(of incident: Incident, _ policy: Policy) -> Awaited {
        let limit = policy.limits(for: incident.severity).accept
        return Awaited(
            kind: .accept, deadline: incident.answerBy ?? policy.deadline(limit, from: incident.askedAt),
            edition: edition(incident, begun: incident.askedAt))
    }

    /// From the assignment, which a reopening renews; handing over and giving back stop no clock. [domain.md 1]
    static func resolution(of incident: Incident, _ policy: Policy) -> Awaited {
        let limit = policy.limits(for: incident.severity).resolve
        let begun = edition(incident, begun: incident.assignedAt)
        guard let said = incident.resolveBy else {
            return Awaited(
                kind: .resolve, deadline: policy.deadline(limit, from: incident.assignedAt), edition: begun)
        }
        return Awaited(kind: .resolve, deadline: said, edition: "\(begun)=\(Int64(said.timeIntervalSince1970))")
    }

    /// From the resolution; nil before it.
    static func visit(of incident: Incident, _ policy: Policy) -> Awaited? {
        incident.resolvedAt.map { resolved in
            Awaited(
                kind: .visit,
                deadline: policy.deadline(policy.limits(for: incident.severity).visit, from: resolved),
                edition: edition(incident, begun: incident.assignedAt))
        }
    }

    private static func edition(_ incident: Incident, begun: Date) -> String {
        guard begun.timeIntervalSince(incident.openedAt) >= 1 else { return incident.edition }
        return "\(incident.edition)@\(Int64(begun.timeIntervalSince1970))"
    }
}
