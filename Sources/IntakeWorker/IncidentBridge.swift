import Domain
import Events
import Fleet
import Foundation

/// Two incidents that a late report showed to be one: the younger ends, its reports are in the older one's history.
struct IncidentBridge {
    /// The one that ends.
    let ended: IncidentCase
    let change: IntakeDecision.Change
    private let before: Incident

    init(from other: IncidentCase, into found: inout IncidentCase, now: Date) {
        var other = other
        before = other.incident
        let count = other.history.count
        found.absorb(&other, now: now)
        other.incident.sequence += 1
        ended = other
        change = .init(incident: other.incident, entries: Array(other.history.dropFirst(count)))
    }

    /// Systems learn of it, and whoever had it and has not the other.
    func told(into found: Incident, now: Date, policy: Policy) -> [ToldEvent] {
        IncidentTelling(incident: ended.incident, report: nil, now: now, policy: policy)
            .absorbed(into: found, had: before.responsible)
    }
}
