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
    private let leads: LeadDepartments
    private let now: Date

    package init(policy: Policy, roster: Roster, leads: LeadDepartments = LeadDepartments(), now: Date) {
        self.policy = policy
        self.roster = roster
        self.leads = leads
        self.now = now
    }

    /// Gives back the assignments; departments that are to be told stand in the history alone.
    /// - Parameters:
    ///   - state: what the history says.
    ///   - place: where the roster was looked up, if not at the incident's own place.
    package func settle(
        _ found: inout IncidentCase, saying state: IncidentState, place: AreaCode? = nil
    ) -> [Decided] {
        var (decided, state) = ([Decided](), state)
        // Each want is answered by the entry that it asks for; the bound is for a want that no entry could answer.
        for _ in IncidentWant.allCases {
            guard let want = state.want else { break }
            let place = place ?? found.incident.area
            if want != .lead {
                let assignment = assign(want, state, at: place)
                let entry = entry(want, assignment, state, found)
                let before = found.incident.responsible
                state = found.add(entry)
                let isRelieved = entry.responsible != nil && before != entry.responsible
                decided.append(
                    Decided(want: want, assignment: assignment, entry: entry, relieved: isRelieved ? before : nil))
            }
            if let call = call(want, state, found, at: place) { state = found.add(call) }
        }
        return decided
    }

    /// The department that leads an emergency is told beside the officers, once. [R2]
    private func call(
        _ want: IncidentWant, _ state: IncidentState, _ found: IncidentCase, at place: AreaCode
    ) -> IncidentEntry? {
        guard state.severity == .emergency, ![.another, .levelUp].contains(want) else { return nil }
        let lead = leads.lead(of: state.category, at: place).map(Responsible.department)
        if let lead, !state.called.contains(lead), found.incident.responsible != lead {
            var entry = found.decision(.called, "called/\(lead)", now: now)
            (entry.category, entry.responsible) = (state.category, lead)
            return entry
        }
        guard want == .lead else { return nil }
        var entry = found.decision(.called, "called/nobody", now: now)
        entry.category = state.category
        entry.text = lead == nil ? "no department leads this category here" : "the department that leads it knows"
        return entry
    }

    private func assign(_ want: IncidentWant, _ state: IncidentState, at place: AreaCode) -> Assignment {
        let matter = Matter(
            category: state.category, severity: state.severity, place: place, declined: state.declined,
            level: want == .levelUp ? state.reopenings : 0)
        return Assignment.decide(matter, roster: roster, at: DutyMoment(now, by: policy.calendar(at: place)))
    }

    /// An emergency calls others to the side of the officer who has it; everything else is another's from now on.
    private func entry(
        _ want: IncidentWant, _ assignment: Assignment, _ state: IncidentState, _ found: IncidentCase
    ) -> IncidentEntry {
        var entry = found.decision(.assigned, "assigned/\(want.rawValue)", now: now)
        entry.severity = state.severity
        entry.category = state.severity == .emergency ? state.category : nil
        entry.told = assignment.told.map(\.officer)
        if case .officer = found.incident.responsible, want == .emergency { return entry }
        (entry.responsible, entry.rule, entry.text) = (assignment.responsible, assignment.rule, assignment.note)
        return entry
    }
}
