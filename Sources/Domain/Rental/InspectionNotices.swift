import Foundation

/// Who is reminded of what: one notice a landlord and one a grid for each step and day, however many houses fall due in
/// one round.
package enum InspectionNotices {
    /// Reminders to landlords for every step but the last, and to the grid's officer and leader on the day: a grid
    /// without an officer must not hide that somebody has to go there.
    package static func requests(for taken: [InspectionRound.Taken], calendar: WorkingCalendar) -> [NoticeRequest] {
        let reminders = taken.filter { $0.step != .overdue }
        let due = reminders.filter { $0.step == .due }
        func step(_ taken: InspectionRound.Taken) -> String {
            "\(taken.step.rawValue) \(InspectionText.isoDay(taken.dueAt, calendar))"
        }
        return grouped(reminders) { "\($0.rental.details.landlordPhone.digits) \(step($0))" }.map {
            landlord($0, calendar)
        }
            + grouped(due) { "\($0.rental.details.area.at(.grid)?.digits ?? "") \(step($0))" }.compactMap {
                officer($0, calendar)
            }
    }

    /// A step's own name: `CODE/2026-03-02T00:00:00Z/due`, from which ids and keys are made.
    package static func id(_ taken: InspectionRound.Taken) -> String {
        "\(taken.rental.code)/\(Int64(taken.dueAt.timeIntervalSince1970))/\(taken.step.rawValue)"
    }

    private static func grouped(
        _ taken: [InspectionRound.Taken], by key: (InspectionRound.Taken) -> String
    ) -> [[InspectionRound.Taken]] {
        var groups: [String: [InspectionRound.Taken]] = [:]
        for step in taken { groups[key(step), default: []].append(step) }
        return groups.sorted { $0.key < $1.key }.map { $0.value.sorted { ($0.dueAt, id($0)) < ($1.dueAt, id($1)) } }
    }

    private static func landlord(_ group: [InspectionRound.Taken], _ calendar: WorkingCalendar) -> NoticeRequest {
        let first = group[0]
        let day = InspectionText.day(first.dueAt, calendar)
        let houses = InspectionText.houses(group.map(\.rental.code))
        let text =
            first.step == .due
            ? "【联户】您的出租房\(houses)应于\(day)接受安全检查,请配合。"
            : "【联户】您的出租房\(houses)将于\(day)接受安全检查,请提前自查燃气、电线和消防。"
        return request(first, "landlord", [.landlord(first.rental.code)], text)
    }

    private static func officer(_ group: [InspectionRound.Taken], _ calendar: WorkingCalendar) -> NoticeRequest? {
        let first = group[0]
        guard let grid = first.rental.details.area.at(.grid) else { return nil }
        let houses = InspectionText.houses(group.map(\.rental.code))
        let text = "【联户】出租房\(houses)应于\(InspectionText.day(first.dueAt, calendar))检查,请上门。"
        return request(first, "officer", [.post(.gridOfficer, grid), .post(.gridLeader, grid)], text)
    }

    private static func request(
        _ first: InspectionRound.Taken, _ to: String, _ audience: [AudienceTerm], _ text: String
    ) -> NoticeRequest {
        NoticeRequest(
            key: "inspection/\(id(first))/\(to)", purpose: "inspection", priority: .normal,
            audience: Audience(audience), text: text, expiresAt: first.dueAt.addingTimeInterval(3 * 86_400))
    }
}
