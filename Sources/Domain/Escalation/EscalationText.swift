package import Foundation

/// What officers read when a deadline was missed: number, category, what is missing, since when. No name, no text
/// of the matter.
package enum EscalationText {
    /// The decision's identity: `20260302-117/accept/2/standard-1`.
    package static func id(of climb: EscalationClimb) -> String {
        let edition = climb.decided.last?.key.edition ?? climb.incident.edition
        return "\(climb.incident.number)/\(climb.kind.rawValue)/\(climb.rung)/\(edition)"
    }

    /// 【联户】事件20260302-117(消防)3月2日09:30前未受理,请立即处理。
    package static func text(_ round: EscalationRound, calendar: WorkingCalendar, lateAfter: TimeInterval) -> String {
        let missed = round.climbs.map { "\(local($0.deadline, calendar))前\($0.kind.missedInChinese)" }
        let incident = round.incident
        let late = round.climbs.map(\.lateBy).max() ?? 0
        let plea = round.climbs.contains(where: \.atDesk) ? "无人在岗,请中心值班接手。" : "请立即处理。"
        return "【联户】事件\(incident.number)(\(incident.category.chineseName))"
            + missed.joined(separator: "、") + "," + plea + (late > lateAfter ? lateness(late) : "")
    }

    /// `3月2日09:30` on the territory's wall, to the nearest minute: clocks that differ by a moment say the same.
    package static func local(_ instant: Date, _ calendar: WorkingCalendar) -> String {
        let (day, minute) = calendar.local(instant.addingTimeInterval(30))
        let date = CivilDay(sinceEpoch: day).parts
        return "\(date.month)月\(date.day)日" + twoDigits(minute / 60) + ":" + twoDigits(minute % 60)
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func lateness(_ seconds: TimeInterval) -> String {
        let minutes = Int(seconds / 60)
        if minutes < 120 { return "本条迟发\(minutes)分钟。" }
        return minutes < 2880 ? "本条迟发\(minutes / 60)小时。" : "本条迟发\(minutes / 1440)天。"
    }
}

extension EscalationTimer.Kind {
    /// What did not happen, as officers say it.
    package var missedInChinese: String {
        switch self {
        case .accept: "未受理"
        case .resolve: "未办结"
        case .visit: "未回访"
        }
    }
}
