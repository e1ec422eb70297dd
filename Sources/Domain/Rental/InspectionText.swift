package import Foundation

/// Words of inspections, short enough for a text message.
package enum InspectionText {
    /// `3月2日`, as the territory's wall has it.
    package static func day(_ instant: Date, _ calendar: WorkingCalendar) -> String {
        let date = CivilDay(sinceEpoch: calendar.local(instant).day).parts
        return "\(date.month)月\(date.day)日"
    }

    /// `2026-03-02`, as the territory's wall has it.
    package static func isoDay(_ instant: Date, _ calendar: WorkingCalendar) -> String {
        let date = CivilDay(sinceEpoch: calendar.local(instant).day).parts
        return String(format: "%04d-%02d-%02d", date.year, date.month, date.day)
    }

    /// One or two codes by name, more by the first and their number.
    package static func houses(_ codes: [String]) -> String {
        codes.count <= 2 ? codes.joined(separator: "、") : "\(codes[0])等\(codes.count)处"
    }

    /// The matter that an overdue inspection becomes.
    package static func overdue(_ taken: InspectionRound.Taken, _ calendar: WorkingCalendar) -> String {
        "出租房\(taken.rental.code)安全检查逾期,应于\(day(taken.dueAt, calendar))完成。"
    }
}
