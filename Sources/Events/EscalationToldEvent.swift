package import Domain
package import Foundation

/// `incident.escalated`: a deadline was missed and a rung climbed. Intake records it in the incident's history.
package struct EscalationToldEvent: Sendable, Equatable {
    package static let source = "lianhu/escalation"
    package static let type = "incident.escalated"

    package let number: String
    package let kind: EscalationTimer.Kind
    package let rung: Int
    package let rungName: String
    package let deadline: Date
    /// Officers who were told and may act because of it.
    package let told: [Int64]
    /// Seconds after the time at which it should have been decided.
    package let lateBy: Double

    /// The event of a climb, with the decision's own identity.
    package static func event(_ climb: EscalationClimb, rungName: String, time: Date) -> CloudEvent {
        CloudEvent(
            id: EscalationText.id(of: climb), source: source, type: type, subject: climb.incident.number, time: time,
            data: [
                "incident": .string(climb.incident.number), "kind": .string(climb.kind.rawValue),
                "rung": .int(Int64(climb.rung)), "rungName": .string(rungName),
                "deadline": .string(RFC3339.text(climb.deadline)),
                "told": .array(climb.people.map { .int($0.officer) }), "lateBy": .double(climb.lateBy),
                "desk": .bool(climb.atDesk),
            ])
    }

    /// Reads what `event` writes.
    package static func parse(_ event: CloudEvent) throws(Rejection) -> EscalationToldEvent {
        let data = EventFields(event.data)
        return EscalationToldEvent(
            number: try data.text("incident"), kind: try data.word("kind"), rung: try data.whole("rung", 0...100),
            rungName: try data.text("rungName"), deadline: try data.time("deadline"),
            told: (event.data[key: "told"]?.arrayValue ?? []).compactMap(\.intValue),
            lateBy: event.data[key: "lateBy"]?.doubleValue ?? 0)
    }
}
