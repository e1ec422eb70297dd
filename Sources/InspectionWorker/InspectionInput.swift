import Domain
package import Events

/// What an event means to inspection.
package enum InspectionInput: Sendable, Equatable {
    case fact(RentalFactEvent)
    case inspected(InspectionRecordedEvent)
    /// Read and kept for nothing yet: hazards, tenancies, declarations and duties have no tables.
    case noted

    /// The house that must be there; nil if none has to.
    var rental: String? {
        switch self {
        case .fact(let fact): fact.code
        case .inspected(let event): event.rental
        case .noted: nil
        }
    }

    init(_ event: CloudEvent) throws(Rejection) {
        switch event.type {
        case InspectionRecordedEvent.type: self = .inspected(try InspectionRecordedEvent.parse(event))
        case "tenancy.checkedIn", "tenancy.checkedOut", "hazard.rectified", "declaration.submitted", "duty.performed":
            self = .noted
        default: self = .fact(try RentalFactEvent.parse(event))
        }
    }
}
