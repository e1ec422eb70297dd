package import Foundation

/// What one inspection found, item by item.
package struct RentalInspection: Sendable, Equatable {
    /// How bad a failed item is.
    package enum Weight: String, Sendable, CaseIterable { case high, medium, low }

    /// One line of the checklist.
    package struct Item: Sendable, Equatable {
        package let name: String
        package let isFine: Bool
        package let weight: Weight

        package init(name: String, isFine: Bool, weight: Weight) {
            self.name = name
            self.isFine = isFine
            self.weight = weight
        }
    }

    package let source: String
    package let eventID: String
    package let at: Date
    package let inspector: String
    package let items: [Item]
    package let grade: RentalGrade

    /// - Parameter grade: the inspector's own; nil to follow the items.
    package init(
        source: String, eventID: String, at: Date, inspector: String, items: [Item], grade: RentalGrade? = nil
    ) {
        self.source = source
        self.eventID = eventID
        self.at = at
        self.inspector = inspector
        self.items = items
        self.grade = grade ?? Self.grade(of: items)
    }

    /// Any grave failure is red, any other yellow. [own]
    package static func grade(of items: [Item]) -> RentalGrade {
        let failed = items.filter { !$0.isFine }
        if failed.contains(where: { $0.weight == .high }) { return .red }
        return failed.isEmpty ? .green : .yellow
    }
}
