package import Domain
package import Foundation

/// What intake tells of an incident. Receivers take the number and look at the store, which is the truth; the rest
/// is for others.
package struct IncidentToldEvent: Sendable, Equatable {
    /// Which change is told.
    package enum Kind: String, Sendable, CaseIterable {
        case opened = "incident.opened"
        case merged = "incident.merged"
        case assigned = "incident.assigned"
        case changed = "incident.changed"
        case closed = "incident.closed"
    }

    package static let source = IncidentEntry.fleet

    package let kind: Kind
    package let number: String
    package let sequence: Int

    /// Reads what `event` writes; throws for another type or without a number.
    package static func parse(_ event: CloudEvent) throws(Rejection) -> IncidentToldEvent {
        guard let kind = Kind(rawValue: event.type) else {
            throw Rejection(.unknownType, field: "type", expected: "incident.opened, …", got: event.type)
        }
        let number = try EventFields(event.data).text("incident")
        return IncidentToldEvent(kind: kind, number: number, sequence: Int(event.data[key: "sequence"]?.intValue ?? 0))
    }

    /// The event of an incident's `sequence`: told twice it is still one event.
    package static func event(_ kind: Kind, _ incident: Incident, time: Date) -> CloudEvent {
        CloudEvent(
            id: "\(incident.number)/\(incident.sequence)", source: source, type: kind.rawValue,
            subject: incident.number, time: time,
            data: [
                "incident": .string(incident.number), "sequence": .int(Int64(incident.sequence)),
                "stage": .string(incident.stage.rawValue), "category": .string(incident.category.rawValue),
                "severity": .string(incident.severity.rawValue), "area": .string(incident.area.digits),
                "responsible": .string(incident.responsible.description), "rule": .string(incident.rule.rawValue),
                "rung": .int(Int64(incident.rung)), "openedAt": .string(RFC3339.text(incident.openedAt)),
            ])
    }
}
