package import Domain
package import Foundation

/// What inspection tells: a new grade, an inspection that is due or overdue, and the matter that an overdue one becomes.
package enum RentalToldEvent {
    package static let source = "lianhu/inspection"

    /// `rental.gradeChanged`, named by the inspection that changed it.
    package static func gradeChanged(
        _ rental: Rental, from old: RentalGrade?, by inspection: RentalInspection, time: Date
    ) -> CloudEvent {
        CloudEvent(
            id: "\(rental.code)/grade/\(RFC3339.text(inspection.at))/\(inspection.grade.rawValue)", source: source,
            type: "rental.gradeChanged", subject: rental.code, time: time,
            data: [
                "rental": .string(rental.code), "grade": .string(inspection.grade.rawValue),
                "from": old.map { .string($0.rawValue) } ?? .null, "area": .string(rental.details.area.digits),
                "inspectedAt": .string(RFC3339.text(inspection.at)),
            ])
    }

    /// `inspection.due` or `inspection.overdue`.
    package static func step(_ taken: InspectionRound.Taken, time: Date) -> CloudEvent {
        CloudEvent(
            id: InspectionNotices.id(taken), source: source, type: "inspection.\(taken.step.rawValue)",
            subject: taken.rental.code, time: time,
            data: [
                "rental": .string(taken.rental.code), "area": .string(taken.rental.details.area.digits),
                "dueAt": .string(RFC3339.text(taken.dueAt)),
                "grade": taken.rental.grade.map { .string($0.rawValue) } ?? .null,
            ])
    }

    /// `incident.reported` for an inspection that did not happen; its subject makes it one matter for ever.
    package static func incident(
        _ taken: InspectionRound.Taken, calendar: WorkingCalendar, time: Date
    ) -> CloudEvent {
        CloudEvent(
            id: "\(InspectionNotices.id(taken))/incident", source: source, type: "incident.reported",
            subject: "\(taken.rental.code)/\(InspectionText.isoDay(taken.dueAt, calendar))", time: time,
            data: [
                "text": .string(InspectionText.overdue(taken, calendar)), "category": "rental", "severity": "normal",
                "place": [
                    "area": .string(taken.rental.details.area.digits), "rental": .string(taken.rental.code),
                ],
            ])
    }
}
