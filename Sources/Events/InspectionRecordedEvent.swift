package import Domain
package import Foundation

/// `inspection.recorded`: what an inspector found in a let house.
package struct InspectionRecordedEvent: Sendable, Equatable {
    package static let type = "inspection.recorded"
    /// Lines of a checklist, at most.
    private static let itemLimit = 200

    package let rental: String
    /// Nil: the event's own time.
    package let at: Date?
    package let inspector: String
    package let items: [RentalInspection.Item]
    /// The inspector's own grade; nil to follow the items.
    package let grade: RentalGrade?

    /// Reads it; a missing weight of an item is `medium`.
    package static func parse(_ event: CloudEvent) throws(Rejection) -> InspectionRecordedEvent {
        let data = EventFields(event.data)
        var items: [RentalInspection.Item] = []
        for line in try data.list("items", limit: itemLimit) {
            items.append(
                RentalInspection.Item(
                    name: try line.text("item"), isFine: try line.flag("ok"),
                    weight: try line.optionalWord("severity") ?? .medium))
        }
        let grade: RentalGrade? = try data.optionalWord("grade")
        if items.isEmpty && grade == nil { throw data.wrong("items", "at least one item, or a grade") }
        return InspectionRecordedEvent(
            rental: try RentalFactEvent.code(of: event), at: try data.optionalTime("at"),
            inspector: try data.optionalText("inspector") ?? "", items: items, grade: grade)
    }

    /// The items as they are kept and told.
    package static func json(_ items: [RentalInspection.Item]) -> JSON {
        .array(
            items.map { item in
                [
                    "item": .string(item.name), "ok": .bool(item.isFine), "severity": .string(item.weight.rawValue),
                ]
            })
    }
}
