package import Foundation

/// A moment as working hours see it: whether the township works, and what the territory's wall says.
package struct DutyMoment: Sendable, Equatable {
    /// Whether officers without hours of their own are at work.
    package let isWorking: Bool
    /// 1 for Monday to 7 for Sunday; nil where nobody's own hours are asked about.
    private let weekday: Int?
    private let minute: Int

    /// In the township's zone, by its calendar.
    package init(_ instant: Date, by calendar: WorkingCalendar) {
        let (day, minute) = calendar.local(instant)
        (isWorking, weekday, self.minute) = (calendar.isWorking(instant), WorkingCalendar.weekday(of: day), minute)
    }

    /// Where nobody has hours of his own.
    package init(isWorking: Bool) { (self.isWorking, weekday, minute) = (isWorking, nil, 0) }

    /// Whether somebody with these hours counts as absent: the township works and he does not. While it does not work,
    /// hours say nothing: then the village's duty team has what comes, whoever else may be at work. [own]
    func isOff(_ hours: DutyHours?) -> Bool {
        guard isWorking, let hours, let weekday else { return false }
        return !hours.cover(weekday: weekday, minute: minute)
    }
}
