import Domain
import Foundation

/// Entries as people and systems would send them about the incident of `EscalationFixture`.
enum IncidentFixture {
    static func at(_ minutes: Double) -> Date { EscalationFixture.start.addingTimeInterval(minutes * 60) }

    static func report(_ id: String, from source: String = "hotline", _ minutes: Double = 0) throws -> IncidentEntry {
        var entry = IncidentEntry(source: source, eventID: id, at: at(minutes), kind: .reported, actor: "source:x")
        (entry.category, entry.severity, entry.area) = (.service, .normal, try EscalationFixture.grid())
        return entry
    }

    /// An act of an officer, unless `actor` says otherwise.
    static func act(
        _ kind: IncidentEntry.Kind, _ minutes: Double, by actor: String = "officer:1", from source: String = "grid-app"
    ) -> IncidentEntry {
        IncidentEntry(source: source, eventID: "\(kind)-\(minutes)-\(actor)", at: at(minutes), kind: kind, actor: actor)
    }

    /// Opened and assigned to the grid's officer at nine.
    static func opened(severity: Severity = .normal) throws -> IncidentCase {
        var found = IncidentCase(incident: try EscalationFixture.incident(severity: severity), history: [])
        var reported = try report("r0")
        reported.severity = severity
        _ = found.add(reported)
        var entry = IncidentEntry(
            source: IncidentEntry.fleet, eventID: "20260302-117/assigned/0", at: at(0), kind: .assigned, actor: "")
        (entry.responsible, entry.rule, entry.severity) = (.officer(1), .gridOfficer, severity)
        entry.told = [1]
        _ = found.add(entry)
        return found
    }

    static func settling(_ roster: Roster, at minutes: Double) -> IncidentSettling {
        IncidentSettling(policy: .standard, roster: roster, leads: leads, now: at(minutes))
    }

    /// The brigade leads fires everywhere, and one of the grid's village disputes there.
    static var leads: LeadDepartments {
        var leads = LeadDepartments()
        leads.add("fire", leading: .fire, in: nil)
        leads.add("justice", leading: .dispute, in: AreaCode("330604112221"))
        return leads
    }
}
