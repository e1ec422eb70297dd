package import Foundation

/// Whoever sits where the escalations of many grids arrive: at most one text a minute, however many come. [domain.md 3,
/// no storm]
package enum EscalationDesk: Sendable, Hashable, CustomStringConvertible {
    /// Somebody who is told because of a duty post of a village, a township or a district.
    case officer(Int64)
    /// The post itself, where a ladder ended with nobody on it.
    case post(PostRole, AreaCode)

    /// Fleet seconds between two texts to one desk; what comes between goes together. [own]
    package static let interval: TimeInterval = 60
    /// The same where an emergency is among what waits. [own]
    package static let emergencyInterval: TimeInterval = 15

    /// `officer:12` or `centreDuty:330604112`, as it is stored.
    package var description: String {
        switch self {
        case .officer(let id): "officer:\(id)"
        case .post(let role, let area): "\(role.rawValue):\(area.digits)"
        }
    }

    /// Of what `description` writes.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        if parts[0] == "officer", let id = Int64(parts[1]) {
            self = .officer(id)
        } else if let role = PostRole(rawValue: String(parts[0])), let area = AreaCode(parts[1]) {
            self = .post(role, area)
        } else {
            return nil
        }
    }

    /// Who that is, for a notice.
    var audience: AudienceTerm {
        switch self {
        case .officer(let id): .officers([id])
        case .post(let role, let area): .post(role, area)
        }
    }
}

/// One missed deadline that a desk is to be told of.
package struct EscalationCall: Sendable, Equatable {
    package let desk: EscalationDesk
    package let incident: Int64
    package let key: EscalationTimer.Key
    package let deadline: Date
    package let severity: Severity

    package init(
        desk: EscalationDesk, incident: Int64, key: EscalationTimer.Key, deadline: Date, severity: Severity
    ) {
        self.desk = desk
        self.incident = incident
        self.key = key
        self.deadline = deadline
        self.severity = severity
    }
}

/// Which desks are told at once by each incident's own notice, which get one text for many, and which later.
package struct EscalationDesks: Sendable, Equatable {
    /// Desks whose incidents go as one text now, with those incidents' calls.
    package private(set) var together: [EscalationDesk: [EscalationCall]] = [:]
    /// Calls to desks that were told something less than a minute ago.
    package private(set) var later: [EscalationCall] = []
    /// Desks that an incident's own notice leaves out.
    private var left: [Int64: Set<EscalationDesk>] = [:]

    /// - Parameters:
    ///   - free: desks that may be told now.
    ///   - size: so many calls at once become one text.
    package init(_ rounds: [EscalationRound], free: Set<EscalationDesk>, size: Int) {
        let calls = Dictionary(grouping: rounds.flatMap(\.calls), by: \.desk)
        for (desk, calls) in calls {
            let incidents = Set(calls.map(\.incident))
            if free.contains(desk), incidents.count < size { continue }
            if free.contains(desk) { together[desk] = calls } else { later += calls }
            for incident in incidents { left[incident, default: []].insert(desk) }
        }
        later.sort { ($0.incident, "\($0.desk)", $0.key.rung) < ($1.incident, "\($1.desk)", $1.key.rung) }
    }

    /// Desks that this incident's own notice leaves out.
    package func left(by incident: Incident) -> Set<EscalationDesk> { left[incident.id] ?? [] }

    /// One notice for a desk, or one each where they are few: what somebody has acted upon meanwhile is left out.
    /// - Parameters:
    ///   - calls: all for one desk.
    ///   - incidents: as they are now, by id.
    ///   - size: so many become one text.
    package static func notices(
        _ calls: [EscalationCall], incidents: [Int64: Incident], size: Int, policy: (Incident) -> Policy
    ) -> [NoticeRequest] {
        let open = calls.compactMap { call -> (call: EscalationCall, incident: Incident)? in
            guard let incident = incidents[call.incident], call.key.kind.stages.contains(incident.stage) else {
                return nil
            }
            return (call, incident)
        }
        let ids = Set(open.map(\.incident.id))
        guard let first = open.first else { return [] }
        if ids.count < size {
            var seen: Set<Int64> = []
            return open.filter { seen.insert($0.incident.id).inserted }.map { call, incident in
                NoticeRequest(
                    key: "escalation/\(EscalationText.id(of: call.key, incident))/\(call.desk)", purpose: "escalation",
                    priority: NoticePriority(incident.severity), audience: Audience([call.desk.audience]),
                    text: EscalationText.text(call, incident, policy(incident).calendar),
                    incident: incident.number, question: .act,
                    stages: Stage.allCases.filter(call.key.kind.stages.contains))
            }
        }
        let all = ids.sorted().compactMap { incidents[$0] }
        let priority = NoticePriority(all.map(\.severity).max() ?? .normal)
        return [
            NoticeRequest(
                key: "escalation/together/\(EscalationText.id(of: first.call.key, first.incident))/\(first.call.desk)",
                purpose: "escalation", priority: priority, audience: Audience([first.call.desk.audience]),
                text: EscalationText.text(all))
        ]
    }
}
