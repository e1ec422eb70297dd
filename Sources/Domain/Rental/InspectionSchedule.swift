package import Foundation

/// What falls due for a house, as a pure function of its facts.
package struct InspectionSchedule: Sendable, Equatable {
    /// The steps around a due date, in the order in which they come.
    package enum Step: String, Sendable, CaseIterable {
        case weekBefore, dayBefore, due, overdue

        /// Seconds from the due date. [own: 7 days and 1 day ahead, on the day, 3 days after]
        package var offset: TimeInterval {
            switch self {
            case .weekBefore: -7 * 86_400
            case .dayBefore: -86_400
            case .due: 0
            case .overdue: 3 * 86_400
            }
        }
    }

    /// A whole second, so that a stored due date is found again.
    package let dueAt: Date

    /// Never inspected is not safe: due ten days [own] after registration, so that both reminders fit before it.
    package init(grade: RentalGrade?, inspectedAt: Date?, registeredAt: Date) {
        let days = inspectedAt == nil ? 10 : (grade ?? .red).cycleDays
        self.init(dueAt: (inspectedAt ?? registeredAt).addingTimeInterval(Double(days) * 86_400))
    }

    package init(dueAt: Date) {
        self.dueAt = Date(timeIntervalSinceReferenceDate: dueAt.timeIntervalSinceReferenceDate.rounded(.down))
    }

    /// When a step is to be taken.
    package func at(_ step: Step) -> Date { dueAt.addingTimeInterval(step.offset) }

    /// The step to take at `now` and the one to wait for then: what was slept through collapses into the last.
    package func step(at now: Date, decided: Set<Step>) -> (now: Step?, next: Step?) {
        let open = Step.allCases.filter { !decided.contains($0) }
        let passed = open.last { at($0) <= now }
        let next = Step.allCases.first { at($0) > now && !decided.contains($0) }
        let latest = Step.allCases.last { decided.contains($0) }
        if let passed, let latest, at(passed) < at(latest) { return (nil, next) }
        return (passed, next)
    }
}
