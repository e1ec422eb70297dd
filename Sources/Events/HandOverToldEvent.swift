package import Domain
package import Foundation

/// `incident.handedOver`: the working day has opened, and an officer got what was filed for the night. [domain.md 1.3]
package enum HandOverToldEvent {
    package static let type = "incident.handedOver"

    /// One officer's list.
    /// - Parameter incidents: their numbers, the oldest first.
    package static func event(officer: Int64, incidents: [String], village: AreaCode?, time: Date) -> CloudEvent {
        CloudEvent(
            id: "handedOver/\(officer)/\(incidents.first ?? "")/\(RFC3339.text(time))",
            source: IncidentToldEvent.source,
            type: type, subject: "officer:\(officer)", time: time,
            data: [
                "officer": .int(officer), "incidents": .array(incidents.map(JSON.string)),
                "village": village.map { .string($0.digits) } ?? .null, "at": .string(RFC3339.text(time)),
            ])
    }
}
