package import Foundation

/// The one thing that a house waits for next.
package struct InspectionPlan: Sendable, Equatable {
    package let code: String
    package let dueAt: Date
    package let step: InspectionSchedule.Step
    /// When the step is to be taken; past if it is to be taken now.
    package let at: Date

    /// Nil when nothing more falls due: not let, or reported as overdue already.
    /// - Parameter decided: steps taken, by due date.
    package init?(_ rental: Rental, decided: [Date: Set<InspectionSchedule.Step>], now: Date) {
        guard let schedule = rental.schedule else { return nil }
        let (passed, next) = schedule.step(at: now, decided: decided[schedule.dueAt] ?? [])
        guard let step = passed ?? next else { return nil }
        code = rental.code
        dueAt = schedule.dueAt
        self.step = step
        at = schedule.at(step)
    }
}
