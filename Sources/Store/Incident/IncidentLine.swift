package import Foundation

/// An incident as a line of a list.
package struct IncidentLine: Sendable, Equatable {
    package let number: String
    package let stage: String
    package let severity: String
    package let category: String
    package let area: String
    /// The door, house or device; empty if only the area is known.
    package let place: String
    package let responsible: String
    /// The officer's name; nil where a desk or a department has it.
    package let name: String?
    package let rule: String
    package let rung: Int
    package let reports: Int
    package let openedAt: Date
    package let closedAt: Date?
    /// The earliest that is still waited for, missed or to come.
    package let deadline: Date?
    package let text: String
}
