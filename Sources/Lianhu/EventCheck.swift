import Domain
import Events
import Fleet

/// What a worker would say of an event's data.
enum EventCheck {
    /// Reads the data as the worker that takes this type does; a type that none takes is only an envelope.
    /// Returns whether it speaks of an emergency, which must not wait behind others.
    static func isUrgent(_ event: CloudEvent) throws(Rejection) -> Bool {
        switch Worker.allCases.first(where: { $0.types.contains(event.type) }) {
        case .intake: return try intake(event)
        case .notice: return try notice(event)
        case .escalation: _ = try IncidentToldEvent.parse(event)
        case .inspection: try inspection(event)
        case nil: break
        }
        return false
    }

    /// Those of the settings; where these are wrong, whoever needs a template is told that there is none.
    private static let templates = (try? CommandContext.templates()) ?? .none

    private static func intake(_ event: CloudEvent) throws(Rejection) -> Bool {
        switch event.type {
        case IncidentReportedEvent.type: return try IncidentReportedEvent.parse(event).severity == .emergency
        case EscalationToldEvent.type: _ = try EscalationToldEvent.parse(event)
        default: return try IncidentActEvent.parse(event).entry.severity == .emergency
        }
        return false
    }

    private static func notice(_ event: CloudEvent) throws(Rejection) -> Bool {
        switch event.type {
        case NoticeRequestedEvent.type:
            return try NoticeRequestedEvent.parse(event, templates: templates).priority == .emergency
        case NoticeReceiptedEvent.type: _ = try NoticeReceiptedEvent.parse(event)
        default: break
        }
        return false
    }

    private static func inspection(_ event: CloudEvent) throws(Rejection) {
        if event.type == InspectionRecordedEvent.type {
            _ = try InspectionRecordedEvent.parse(event)
        } else if event.type.hasPrefix("rental.") {
            _ = try RentalFactEvent.parse(event)
        }
    }
}
