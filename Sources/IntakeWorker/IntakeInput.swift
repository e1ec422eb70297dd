import Domain
import Events

/// What comes to intake: reports, acts, and the rungs that escalation has climbed.
enum IntakeInput: Sendable, Equatable {
    case report(IncidentReport)
    case act(IncidentAct)

    /// Wire to domain, by type.
    static func parse(_ event: CloudEvent) throws(Rejection) -> IntakeInput {
        switch event.type {
        case IncidentReportedEvent.type: .report(try IncidentReportedEvent.parse(event))
        case EscalationToldEvent.type: .act(try climb(event))
        default: .act(try IncidentActEvent.parse(event))
        }
    }

    private static func climb(_ event: CloudEvent) throws(Rejection) -> IncidentAct {
        let told = try EscalationToldEvent.parse(event)
        var entry = IncidentEntry(
            source: event.source, eventID: event.id, at: event.time ?? told.deadline, kind: .escalated, actor: "")
        entry.text = "\(told.kind.rawValue) missed \(RFC3339.text(told.deadline)): \(told.rungName)"
        entry.rung = told.rung
        entry.told = told.told
        var act = IncidentAct(number: told.number, reference: nil, entry: entry)
        act.missed = told.kind
        return act
    }

    var report: IncidentReport? { if case .report(let report) = self { report } else { nil } }
    var act: IncidentAct? { if case .act(let act) = self { act } else { nil } }
}
