package import Foundation

/// What officers read when a deadline was missed: number, category, what is missing, since when. No name, no text
/// of the matter.
package enum EscalationText {
    /// The decision's identity: `20260302-117/accept/2/standard-1`.
    package static func id(of climb: EscalationClimb) -> String {
        let key = climb.decided.last?.key
        return id(of: key ?? .init(kind: climb.kind, rung: 0, edition: climb.incident.edition), climb.incident)
    }

    static func id(of key: EscalationTimer.Key, _ incident: Incident) -> String {
        "\(incident.number)/\(key.kind.rawValue)/\(key.rung)/\(key.edition)"
    }

    /// What a desk reads of one incident.
    static func text(_ call: EscalationCall, _ incident: Incident, _ calendar: WorkingCalendar) -> String {
        "【联户】事件\(incident.number)(\(incident.category.chineseName))"
            + "\(local(call.deadline, calendar))前\(call.key.kind.missedInChinese),请立即处理。"
    }

    /// 【联户】5件事件升级到您处。消防3件:20260302-117(上报9次)、20260302-118、20260302-119;燃气2件:…请逐件处理。
    ///
    /// By category, the most and the worst first, and of each the one most was reported of: it may be why there are
    /// others. As many numbers as four segments hold.
    static func text(_ incidents: [Incident]) -> String {
        let groups = Dictionary(grouping: incidents, by: \.category).values.map { group in
            group.sorted { ($0.severity, $0.reports, $1.id) > ($1.severity, $1.reports, $0.id) }
        }
        .sorted { ($0[0].severity, $0.count, $1[0].id) > ($1[0].severity, $1.count, $0[0].id) }
        let end = "。请逐件处理。"
        var text = "【联户】\(incidents.count)件事件升级到您处。"
        for (index, group) in groups.enumerated() {
            let head = (index == 0 ? "" : ";") + "\(group[0].category.chineseName)\(group.count)件"
            for (place, incident) in group.enumerated() {
                let reports = incident.reports > 1 ? "(上报\(incident.reports)次)" : ""
                let next = (place == 0 ? head + ":" : "、") + incident.number + reports
                guard TextSegments(text + next + "等" + end).count <= 4 else {
                    return text + (place == 0 ? head : "等") + end
                }
                text += next
            }
        }
        return text + end
    }

    /// 【联户】事件20260302-117(消防)3月2日09:30前未受理,请立即处理。
    package static func text(_ round: EscalationRound, calendar: WorkingCalendar, lateAfter: TimeInterval) -> String {
        let climbs = round.climbs.filter { !$0.people.isEmpty || $0.atDesk || $0.department != nil }
        let missed = climbs.map { climb in
            climb.answers.map(unanswered) ?? "\(local(climb.deadline, calendar))前\(climb.kind.missedInChinese)"
        }
        let incident = round.incident
        let late = climbs.map(\.lateBy).max() ?? 0
        let plea =
            climbs.contains(where: \.atDesk)
            ? "无人在岗,请中心值班接手。" : climbs.allSatisfy { $0.answers != nil } ? "请逐户查看。" : "请立即处理。"
        return "【联户】事件\(incident.number)(\(incident.category.chineseName))"
            + missed.joined(separator: "、") + "," + plea + (late > lateAfter ? lateness(late) : "")
    }

    /// 被呼叫12户中5户已答复、7户未答复: numbers alone, for neighbours read it too.
    private static func unanswered(_ answers: CalledAnswers) -> String {
        "被呼叫\(answers.asked)户中\(answers.answered)户已答复、\(answers.asked - answers.answered)户未答复"
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
        case .handle: "受理后无进展"
        case .resolve: "未办结"
        case .visit: "未回访"
        case .answer: "未答复"
        }
    }
}
