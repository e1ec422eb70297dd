package import Foundation

/// Decides what a history still asks for, and records it there, until it asks for nothing. [architecture.md, law 2]
package struct IncidentSettling: Sendable {
    /// One decision: why, who has it or helps now, and who has it no longer.
    package struct Decided: Sendable, Equatable {
        package let want: IncidentWant
        package let assignment: Assignment
        package let entry: IncidentEntry
        package let relieved: Responsible?
    }

    private let policy: Policy
    private let roster: Roster
    private let now: Date

    package init(policy: Policy, roster: Roster, now: Date) {
        self.policy = policy
        self.roster = roster
        self.now = now
    }

    /// - Parameters:
    ///   - state: what the history says.
    ///   - place: where the roster was looked up, if not at the incident's own place.
    package func settle(
        _ found: inout IncidentCase, saying state: IncidentState, place: AreaCode? = nil
    ) -> [Decided] {
        var (decided, state) = ([Decided](), state)
        // Each want is answered by the entry that it asks for; the bound is for a want that no entry could answer.
        while let want = state.want, decided.count < IncidentWant.allCases.count {
            let assignment = assign(want, state, at: place ?? found.incident.area)
            let entry = entry(want, assignment, state, found)
            let before = found.incident.responsible
            state = found.add(entry)
            let isRelieved = entry.responsible != nil && before != entry.responsible
            decided.append(
                Decided(want: want, assignment: assignment, entry: entry, relieved: isRelieved ? before : nil))
        }
        return decided
    }

    private func assign(_ want: IncidentWant, _ state: IncidentState, at place: AreaCode) -> Assignment {
        let matter = Matter(
            category: state.category, severity: state.severity, place: place, declined: state.declined,
            level: want == .levelUp ? state.reopenings : 0)
        return Assignment.decide(matter, roster: roster, at: DutyMoment(now, by: policy.calendar))
    }

    /// An emergency calls others to the side of the officer who has it; everything else is another's from now on.
    private func entry(
        _ want: IncidentWant, _ assignment: Assignment, _ state: IncidentState, _ found: IncidentCase
    ) -> IncidentEntry {
        var entry = found.decision(.assigned, "assigned/\(want.rawValue)", now: now)
        entry.severity = state.severity
        entry.told = assignment.told.map(\.officer)
        if case .officer = found.incident.responsible, want == .emergency { return entry }
        (entry.responsible, entry.rule, entry.text) = (assignment.responsible, assignment.rule, assignment.note)
        return entry
    }
}
