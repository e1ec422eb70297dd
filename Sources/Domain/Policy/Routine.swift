package import Foundation

/// What a township's desk is told by the calendar. [R4: 日报告; R0: weekly analysis, monthly meeting]
package enum Routine: String, Sendable, CaseIterable {
    /// What came in over night, and what is open.
    case dayOpening
    /// What came in today, and what stays open over night.
    case dayClosing
    /// What is open and what has climbed, before the day begins.
    case morningDigest
    /// The week by category.
    case weeklyAnalysis
    /// The month by category, for the meeting.
    case monthlyMeeting

    /// Seconds after its time for which it is still worth telling; of several that were missed only the last is told.
    /// [own]
    package var worth: TimeInterval {
        switch self {
        case .dayOpening, .dayClosing, .morningDigest: 4 * 3600
        case .weeklyAnalysis: 86_400
        case .monthlyMeeting: 3 * 86_400
        }
    }

    /// Days back from the one on which it is told, today not counted, that its figures are of.
    package func days(before day: Int) -> Range<Int> {
        switch self {
        case .dayOpening, .morningDigest: day - 1..<day + 1
        case .dayClosing: day..<day + 1
        case .weeklyAnalysis: day - 7..<day
        case .monthlyMeeting: Self.lastMonth(before: day)
        }
    }

    private static func lastMonth(before day: Int) -> Range<Int> {
        let first = day - CivilDay(sinceEpoch: day).parts.day + 1
        return first - CivilDay(sinceEpoch: first - 1).parts.day..<first
    }
}

/// On which days, and when, a routine is due.
package struct RoutineTime: Sendable, Equatable {
    /// Which days count.
    package enum Days: String, Sendable, CaseIterable {
        case everyDay, workingDays, mondays
        /// The first working day of a month.
        case firstWorkingDays
    }

    /// After local midnight.
    package let minute: Int
    package let days: Days

    package init(minute: Int, _ days: Days) {
        self.minute = minute
        self.days = days
    }

    /// The next time strictly after `instant`.
    package func next(after instant: Date, by calendar: WorkingCalendar) -> Date {
        let today = calendar.local(instant).day
        let times = (today...today + 400).lazy.filter { isOn($0, calendar) }
            .map { calendar.instant(day: $0, minute: minute) }
        return times.first { $0 > instant } ?? instant.addingTimeInterval(86_400)
    }

    /// The last time that is not after `instant`, if there was one within half a year.
    package func last(until instant: Date, by calendar: WorkingCalendar) -> Date? {
        let today = calendar.local(instant).day
        let times = (today - 200...today).reversed().lazy.filter { isOn($0, calendar) }
            .map { calendar.instant(day: $0, minute: minute) }
        return times.first { $0 <= instant }
    }

    private func isOn(_ day: Int, _ calendar: WorkingCalendar) -> Bool {
        switch days {
        case .everyDay: return true
        case .workingDays: return calendar.isWorkingDay(day)
        case .mondays: return WorkingCalendar.weekday(of: day) == 1
        case .firstWorkingDays:
            let first = day - CivilDay(sinceEpoch: day).parts.day + 1
            return (first...day).first(where: calendar.isWorkingDay) == day
        }
    }
}

/// A township's figures, as a routine tells them.
package struct RoutineFigures: Sendable, Equatable {
    /// Of the routine's days, by category: how many came in and how many of those are done.
    package var categories: [(category: Category, opened: Int, done: Int)] = []
    /// Open now, and how many of those have climbed.
    package var open = 0
    package var climbed = 0

    package init() {}

    package static func == (left: Self, right: Self) -> Bool {
        left.open == right.open && left.climbed == right.climbed
            && left.categories.elementsEqual(right.categories) { $0 == $1 }
    }

    /// 【联户】3月2日早报:新增12件(办结5件),未办结30件,其中升级4件。消防3件、…
    package func text(_ routine: Routine, at instant: Date, by calendar: WorkingCalendar) -> String {
        let (opened, done) = (categories.map(\.opened).reduce(0, +), categories.map(\.done).reduce(0, +))
        let date = CivilDay(sinceEpoch: calendar.local(instant).day).parts
        let head = "【联户】\(date.month)月\(date.day)日\(routine.chineseName):"
        let sum = "新增\(opened)件(办结\(done)件),现未办结\(open)件,其中升级过\(climbed)件。"
        let parts = categories.filter { $0.opened > 0 }.sorted {
            ($0.opened, $1.category.rawValue) > ($1.opened, $0.category.rawValue)
        }
        .prefix(6).map { "\($0.category.chineseName)\($0.opened)件" }
        return head + sum + (parts.isEmpty ? "" : parts.joined(separator: "、") + "。") + routine.pleaInChinese
    }
}

extension Routine {
    fileprivate var chineseName: String {
        switch self {
        case .dayOpening: "开班"
        case .dayClosing: "收班"
        case .morningDigest: "早报"
        case .weeklyAnalysis: "周分析"
        case .monthlyMeeting: "月例会"
        }
    }

    fileprivate var pleaInChinese: String {
        switch self {
        case .dayOpening: "请核对夜间登记事项。"
        case .dayClosing: "请交接未办结事项。"
        case .morningDigest: ""
        case .weeklyAnalysis: "请召集周分析。"
        case .monthlyMeeting: "请召集月例会。"
        }
    }
}
