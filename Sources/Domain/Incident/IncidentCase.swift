package import Foundation

/// An incident with its history.
package struct IncidentCase: Sendable, Equatable {
    package var incident: Incident
    package private(set) var history: [IncidentEntry]
    /// Whether anybody who reported it left a telephone number.
    package var hasReporters: Bool

    package init(incident: Incident, history: [IncidentEntry], hasReporters: Bool = false) {
        self.incident = incident
        self.history = history
        self.hasReporters = hasReporters
    }

    /// One more entry, and what the history says with it.
    package mutating func add(_ entry: IncidentEntry) -> IncidentState {
        history.append(entry)
        let state = IncidentState(folding: history)
        incident.adopt(state)
        return state
    }

    /// A decision of the fleet's own, at a moment that lies after everything here, whatever clocks said.
    /// - Parameter name: makes its id unique within the incident.
    package func decision(_ kind: IncidentEntry.Kind, _ name: String, now: Date) -> IncidentEntry {
        let last = history.lazy.map(\.at).max() ?? now
        return IncidentEntry(
            source: IncidentEntry.fleet, eventID: "\(incident.number)/\(name)-\(history.count)",
            at: max(now, last.addingTimeInterval(0.001)), kind: kind, actor: "")
    }

    /// The other was the same matter: its reports join this history as they are, and so does it that departments were
    /// told, who may act under either number and are not told again; then it ends.
    package mutating func absorb(_ other: inout IncidentCase, now: Date) {
        let known = Set(history.map { [$0.source, $0.eventID] })
        for entry in other.history
        where entry.kind == .reported || entry.kind == .called && entry.responsible != nil {
            if !known.contains([entry.source, entry.eventID]) { _ = add(entry) }
        }
        var entry = other.decision(.merged, "merged", now: now)
        (entry.into, entry.text) = (incident.id, incident.number)
        _ = other.add(entry)
        hasReporters = hasReporters || other.hasReporters
    }
}
