package import Foundation

/// What one look at some houses decides: steps taken, and what each house waits for afterwards.
package struct InspectionRound: Sendable, Equatable {
    /// A step taken for a due date, never to be taken again.
    package struct Taken: Sendable, Equatable {
        package let rental: Rental
        package let dueAt: Date
        package let step: InspectionSchedule.Step
    }

    package let taken: [Taken]
    package let plans: [InspectionPlan]
    /// Houses that wait for nothing more.
    package let finished: [String]

    /// Decides from the facts as they are now: an inspection meanwhile has moved the due date.
    package init(_ rentals: [Rental], decided: [String: [Date: Set<InspectionSchedule.Step>]], now: Date) {
        var (taken, plans, finished) = ([Taken](), [InspectionPlan](), [String]())
        for rental in rentals {
            var known = decided[rental.code] ?? [:]
            if let plan = InspectionPlan(rental, decided: known, now: now), plan.at <= now {
                taken.append(Taken(rental: rental, dueAt: plan.dueAt, step: plan.step))
                known[plan.dueAt, default: []].insert(plan.step)
            }
            if let plan = InspectionPlan(rental, decided: known, now: now) {
                plans.append(plan)
            } else {
                finished.append(rental.code)
            }
        }
        (self.taken, self.plans, self.finished) = (taken, plans, finished)
    }
}
