package import Foundation

/// Times, ladders and windows, as one edition. The reports give no times: all figures are [own] defaults.
///
/// An incident keeps the edition under which it was opened; public holidays are no part of it and hold for all.
package struct Policy: Sendable, Equatable {
    package let edition: String
    package var calendar: WorkingCalendar
    /// Working hours of areas that keep their own; the nearest above a place holds.
    package var hours: [AreaCode: [Range<Int>]] = [:]
    package var limits: [Severity: PolicyLimits]
    /// Limits of categories that differ from their severity's.
    package var exceptions: [Category: [Severity: PolicyLimits]] = [:]
    /// Seconds from the first report in which another of the same kind and place is the same matter.
    package var duplicateWindows: [Category: TimeInterval]
    /// Words that make an unreadable message a possible emergency.
    package var emergencyWords: [String]
    /// Minutes after local midnight between which only emergencies are sent. [own]
    package var quietFrom = 21 * 60
    package var quietUntil = 8 * 60
    /// Texts a phone and day that are not urgent; more become one digest at this minute after local midnight. [own]
    package var dailyCap = 8
    package var digestAt = 18 * 60
    /// What desks are told by the calendar; what is not named is not told. [own times]
    package var routines: [Routine: RoutineTime] = [
        .dayOpening: RoutineTime(minute: 510, .workingDays), .dayClosing: RoutineTime(minute: 1050, .workingDays),
        .morningDigest: RoutineTime(minute: 480, .everyDay), .weeklyAnalysis: RoutineTime(minute: 540, .mondays),
        .monthlyMeeting: RoutineTime(minute: 540, .firstWorkingDays),
    ]
    /// So many texts of one purpose for one phone at once become one. [own]
    package var stormSize = 3

    /// - Parameter limits: a severity that is not there has the ordinary ones.
    package init(
        edition: String, calendar: WorkingCalendar, limits: [Severity: PolicyLimits],
        duplicateWindows: [Category: TimeInterval], emergencyWords: [String]
    ) {
        self.edition = edition
        self.calendar = calendar
        self.limits = limits
        self.duplicateWindows = duplicateWindows
        self.emergencyWords = emergencyWords
    }

    /// What holds for a matter; the ordinary limits where the policy names none.
    package func limits(_ category: Category, _ severity: Severity) -> PolicyLimits {
        exceptions[category]?[severity] ?? limits[severity] ?? .ordinary
    }

    /// What holds for an incident as it is now.
    package func limits(for incident: Incident) -> PolicyLimits { limits(incident.category, incident.severity) }

    /// A rung as histories and other systems say it; the last step of an unanswered return visit closes the matter.
    package func rungName(_ key: EscalationTimer.Key, of incident: Incident) -> String {
        let ladder = limits(for: incident).ladder
        switch key.kind {
        case .visit where key.rung == EscalationTimer.closingRung: return "close"
        case .answer: return "answers"
        default: return ladder.indices.contains(key.rung) ? ladder[key.rung].name : "rung \(key.rung)"
        }
    }

    /// Seconds in which reports of one category and place are one matter; four hours where the policy names none. [own]
    package func duplicateWindow(_ category: Category) -> TimeInterval { duplicateWindows[category] ?? 4 * 3600 }

    /// The working hours that hold at a place.
    package func calendar(at place: AreaCode) -> WorkingCalendar {
        guard !hours.isEmpty, let nearest = place.path.filter({ hours[$0] != nil }).max(by: { $0.level < $1.level })
        else { return calendar }
        var own = calendar
        own.spans = hours[nearest] ?? calendar.spans
        return own
    }

    /// Whether only emergencies may be sent now.
    package func isQuiet(_ instant: Date) -> Bool {
        let minute = calendar.local(instant).minute
        return quietFrom <= quietUntil
            ? (quietFrom..<quietUntil).contains(minute) : minute >= quietFrom || minute < quietUntil
    }

    /// The same in another zone.
    package func at(_ zone: TerritoryZone) -> Policy {
        var policy = self
        policy.calendar.zone = zone
        return policy
    }

    /// What holds until a township writes its own; `deploy/policy.yaml` says the same.
    package static let standard = Policy(
        edition: "standard-1", calendar: WorkingCalendar(), limits: PolicyLimits.standard,
        duplicateWindows: [.fire: 6 * 3600, .gas: 6 * 3600, .environment: 24 * 3600],
        emergencyWords: ["火", "着火", "爆炸", "煤气", "救命", "fire", "gas leak", "explosion"])
}
