import Foundation

/// Something that an incident waits for, with the deadline and the name under which its rungs are decided.
///
/// What begins anew (a reopened matter, another who is asked, more time) has rungs of its own: its name has the moment
/// in it, so that nothing decided before counts for it.
struct Awaited: Equatable {
    let kind: EscalationTimer.Kind
    let deadline: Date
    let edition: String
    /// The deadline lies beyond the years whose public holidays are known.
    let isProvisional: Bool

    /// What an incident in this stage still waits for, and until when.
    static func all(of incident: Incident, _ policy: Policy) -> [Awaited] {
        let awaited = EscalationTimer.Kind.allCases.filter { $0.stages.contains(incident.stage) }.map { kind in
            switch kind {
            case .accept: acceptance(of: incident, policy)
            case .handle: handling(of: incident, policy)
            case .resolve: resolution(of: incident, policy)
            case .visit: visit(of: incident, policy)
            case .answer: answers(to: incident, policy)
            }
        }
        return awaited.compactMap(\.self)
    }

    /// From the moment when somebody was last asked.
    private static func acceptance(of incident: Incident, _ policy: Policy) -> Awaited? {
        let limit = policy.limits(for: incident).accept
        guard let answerBy = incident.answerBy else {
            return within(limit, .accept, of: incident, policy, begun: incident.askedAt)
        }
        return said(.accept, answerBy, edition(incident, begun: incident.askedAt))
    }

    /// Whoever has it took it and was not heard of since: an acknowledgement expires.
    private static func handling(of incident: Incident, _ policy: Policy) -> Awaited? {
        guard let limit = policy.limits(for: incident).handle, let taken = incident.takenAt ?? incident.acceptedAt
        else { return nil }
        return within(limit, .handle, of: incident, policy, begun: taken, without: incident.pauses)
    }

    /// A reopening renews it; handing over and giving back stop no clock, a granted pause does. [domain.md 1]
    private static func resolution(of incident: Incident, _ policy: Policy) -> Awaited? {
        guard let said = incident.resolveBy else {
            return within(
                policy.limits(for: incident).resolve, .resolve, of: incident, policy, begun: incident.assignedAt,
                without: incident.pauses)
        }
        let begun = edition(incident, begun: incident.assignedAt)
        return Self.said(.resolve, said, "\(begun)=\(Int64(said.timeIntervalSince1970))")
    }

    /// From the resolution.
    private static func visit(of incident: Incident, _ policy: Policy) -> Awaited? {
        within(policy.limits(for: incident).visit, .visit, of: incident, policy, begun: incident.assignedAt)
    }

    /// The ten households were called: each is to say whether he comes. Where only a grid is known nobody was called.
    private static func answers(to incident: Incident, _ policy: Policy) -> Awaited? {
        guard let limit = policy.limits(for: incident).answers, incident.area.at(.unit) != nil else { return nil }
        return within(limit, .answer, of: incident, policy, begun: incident.assignedAt)
    }

    private static func said(_ kind: EscalationTimer.Kind, _ deadline: Date, _ edition: String) -> Awaited {
        Awaited(kind: kind, deadline: deadline, edition: edition, isProvisional: false)
    }

    /// Nil before what starts the clock has happened.
    /// - Parameter begun: names the edition; what starts the clock may be something else.
    private static func within(
        _ limit: PolicyLimit, _ kind: EscalationTimer.Kind, of incident: Incident, _ policy: Policy, begun: Date,
        without pauses: [Range<Date>] = []
    ) -> Awaited? {
        guard let start = incident.instant(of: limit.start) else { return nil }
        let calendar = policy.calendar(at: incident.area)
        let deadline = limit.end(from: start, by: calendar, without: pauses)
        // Begun later for another cause than a new beginning: the rungs decided before do not count for it either.
        let moment = limit.start == .accepted ? start : begun
        return Awaited(
            kind: kind, deadline: deadline, edition: edition(incident, begun: moment),
            isProvisional: limit.clock != .wall && !calendar.isKnown(from: start, to: deadline))
    }

    private static func edition(_ incident: Incident, begun: Date) -> String {
        guard begun.timeIntervalSince(incident.openedAt) >= 1 else { return incident.edition }
        return "\(incident.edition)@\(Int64(begun.timeIntervalSince1970))"
    }
}

extension Incident {
    /// When what starts a clock happened; nil if it has not.
    func instant(of start: PolicyLimit.Start) -> Date? {
        switch start {
        case .reported: reopenings > 0 ? assignedAt : openedAt
        case .assigned: assignedAt
        case .asked: askedAt
        case .accepted: takenAt ?? acceptedAt
        case .resolved: resolvedAt
        }
    }
}
