package import Foundation

/// A let house: one code a house (一户一码). Its state is a fold of dated facts, whatever the order of their arrival.
package struct Rental: Sendable, Equatable {
    package let code: String
    package private(set) var details: RentalDetails
    package private(set) var stage: RentalStage
    /// When the fact behind `stage` happened; nil for houses that came with the territory.
    package private(set) var stageAt: Date?
    /// The latest registration; inspections are counted from it until the first one.
    package private(set) var registeredAt: Date?
    package private(set) var grade: RentalGrade?
    package private(set) var inspectedAt: Date?

    package init(
        code: String, details: RentalDetails, stage: RentalStage, stageAt: Date? = nil, registeredAt: Date? = nil,
        grade: RentalGrade? = nil, inspectedAt: Date? = nil
    ) {
        self.code = code
        self.details = details
        self.stage = stage
        self.stageAt = stageAt
        self.registeredAt = registeredAt
        self.grade = grade
        self.inspectedAt = inspectedAt
    }

    /// Takes a dated stage; an earlier-dated one changes only what it alone knows. False if a later one stood already.
    package mutating func enter(_ stage: RentalStage, at instant: Date, details: RentalDetails?) -> Bool {
        if stage == .registered { registeredAt = max(registeredAt ?? instant, instant) }
        if let stageAt, (stageAt, self.stage.order) > (instant, stage.order) { return false }
        (self.stage, stageAt) = (stage, instant)
        self.details = details ?? self.details
        return true
    }

    /// Takes an inspection; the latest-dated counts, of one instant the worst. False if it does not count.
    package mutating func take(_ inspection: RentalInspection) -> Bool {
        if let inspectedAt {
            let known = (inspectedAt, (grade ?? .red).badness)
            if known >= (inspection.at, inspection.grade.badness) { return false }
        }
        (inspectedAt, grade) = (inspection.at, inspection.grade)
        return true
    }

    /// What falls due; nil for a house that is not let.
    package var schedule: InspectionSchedule? {
        guard stage == .registered, let since = registeredAt ?? stageAt ?? inspectedAt else { return nil }
        return InspectionSchedule(grade: grade, inspectedAt: inspectedAt, registeredAt: since)
    }
}
