import Domain
import Events
import Fleet
import Foundation

/// Decides who gets an incident that was filed for the night. Pure.
struct HandOverRuling {
    /// One incident handed over.
    struct Decided: Equatable {
        let officer: Int64
        let change: IntakeDecision.Change
        let told: ToldEvent
    }

    /// How many numbers a text lists before it says how many more there are.
    private static let listed = 5

    let policy: Policy
    let roster: Roster
    let now: Date

    /// Nil where somebody has taken it up, or nobody can be found for it.
    func decide(_ found: IncidentCase) -> Decided? {
        guard Self.waits(found.incident) else { return nil }
        var found = found
        let incident = found.incident
        let matter = Matter(
            category: incident.category, severity: incident.severity, place: incident.area,
            declined: IncidentState(folding: found.history).declined)
        let moment = DutyMoment(now, by: policy.calendar(at: incident.area))
        guard let assignment = Assignment.handOver(matter, roster: roster, at: moment),
            case .officer(let officer) = assignment.responsible
        else { return nil }
        let entry = entry(assignment, found)
        _ = found.add(entry)
        found.incident.sequence += 1
        let event = IncidentToldEvent.event(.assigned, found.incident, time: now)
        return Decided(
            officer: officer, change: .init(incident: found.incident, entries: [entry]),
            told: ToldEvent(event, area: incident.area))
    }

    /// Those for whom nobody was found: the next opening looks again; the ladder climbs meanwhile.
    func waiting(_ incidents: [Incident], but decided: [Decided]) -> [Int64] {
        let done = Set(decided.map(\.change.incident.id))
        return incidents.filter { Self.waits($0) && !done.contains($0.id) }.map(\.id).sorted()
    }

    /// One list an officer: an event for systems, a text for him.
    func lists(_ decided: [Decided]) -> [ToldEvent] {
        Dictionary(grouping: decided, by: \.officer).sorted { $0.key < $1.key }.flatMap { officer, all in
            let incidents = all.map(\.change.incident).sorted { $0.id < $1.id }
            let event = HandOverToldEvent.event(
                officer: officer, incidents: incidents.map(\.number), village: incidents.first?.area.at(.village),
                time: now)
            let request = NoticeRequest(
                key: event.id, purpose: "handOver", priority: .normal, audience: Audience([.officers([officer])]),
                text: text(incidents), incident: incidents.count == 1 ? incidents[0].number : nil,
                expiresAt: now.addingTimeInterval(2 * 86_400))
            let notice = NoticeRequestedEvent.event(
                request, source: IncidentToldEvent.source, id: "\(event.id)/notice", time: now)
            return [ToldEvent(event, area: incidents.first?.area.at(.village)), ToldEvent(notice)]
        }
    }

    private func text(_ incidents: [Incident]) -> String {
        let named = incidents.prefix(Self.listed).map { "\($0.number)(\($0.category.chineseName))" }
        let more = incidents.count > Self.listed ? "等" : ""
        return "【联户】夜间登记的\(incidents.count)件事项移交给您:\(named.joined(separator: "、"))\(more)。请受理。"
    }

    private func entry(_ assignment: Assignment, _ found: IncidentCase) -> IncidentEntry {
        var entry = found.decision(.assigned, "assigned/handedOver", now: now)
        entry.severity = found.incident.severity
        (entry.responsible, entry.rule, entry.text) = (assignment.responsible, assignment.rule, assignment.note)
        entry.told = assignment.told.map(\.officer)
        return entry
    }

    /// Still with the night's team or with nobody, and not taken up.
    private static func waits(_ incident: Incident) -> Bool {
        [.outOfHours, .nobody].contains(incident.rule) && [.assigned, .reopened].contains(incident.stage)
    }
}
