package import Domain

/// How one event changed a house.
package struct InspectionDecision: Sendable {
    /// As it is after the event.
    package let rental: Rental
    /// History to add, if the event was an inspection.
    package let inspection: RentalInspection?
    /// Nil: nothing more falls due.
    package let plan: InspectionPlan?
}
