import Domain
import Foundation
import Store

/// One incident as a page to read: what it is, who has it, until when; then what happened.
struct IncidentPage {
    private static let label = 8

    let dossier: IncidentDossier
    let times: LocalTimes

    func show() {
        let incident = dossier.incident
        print(
            Terminal.bold(
                "\(incident.number)  \(incident.category.chineseName) \(incident.category.rawValue), "
                    + "\(incident.severity.rawValue), \(incident.stage.rawValue)"))
        say("", incident.text.maskingNumbers)
        say("where", place)
        say("who", holder)
        if let asked = incident.offeredTo {
            say("asked", "\(dossier.name(asked)), since \(times.withoutYear(incident.askedAt)); no answer yet")
        }
        if let lead = dossier.lead { say("lead", "\(lead.title) (department:\(lead.name)) leads this category here") }
        say("opened", opened)
        for answers in dossier.answers { say("answers", Self.sentence(answers)) }
        if !dossier.silent.isEmpty, !incident.stage.isEnd {
            say("silent", dossier.silent.joined(separator: ", "))
        }
        if let pause = incident.pauses.last, pause.upperBound > dossier.now {
            say("paused", "since \(times.withoutYear(pause.lowerBound)), until \(times.withoutYear(pause.upperBound))")
        }
        for timer in dossier.timers { say("due", due(timer), isAlarming: timer.deadline <= dossier.now) }
        print("")
        var table = Table(["time", "what", "who", "details"], alarms: [1])
        for line in IncidentTimeline(dossier: dossier, times: times).lines {
            table.add(
                cells: [times.withoutYear(line.at), line.what, line.who.cut(to: 16), line.details],
                isAlarming: line.isRefused)
        }
        table.print(wrapped: true)
    }

    private func say(_ label: String, _ text: String, isAlarming: Bool = false) {
        let room = Terminal.width.map { max(20, $0 - Self.label) }
        let lines = room.map { text.plain.wrapped(to: $0) } ?? [text.plain]
        for (index, line) in lines.enumerated() {
            print((index == 0 ? label : "").padded(to: Self.label) + (isAlarming ? Terminal.red(line) : line))
        }
    }

    private var place: String {
        let incident = dossier.incident
        return dossier.place + "  \(incident.area)" + (incident.place.isEmpty ? "" : ", \(incident.place)")
    }

    /// `网格员1 (officer:1) for 2 h 5 min, by firstAsked: whoever took the report keeps it`
    private var holder: String {
        let (incident, who) = (dossier.incident, dossier.incident.responsible)
        let name = dossier.name(who) == who.description ? who.description : "\(dossier.name(who)) (\(who))"
        let reason = AssignmentWords.sentences[incident.rule.rawValue].map { ": " + $0 } ?? ""
        return name + ", by rule \(incident.rule.rawValue)\(reason); since \(times.withoutYear(since))"
    }

    /// When whoever has it got it: the last hand-over that counts.
    private var since: Date {
        let state = IncidentState(folding: dossier.entries)
        let handed = dossier.entries.last {
            $0.responsible == dossier.incident.responsible && $0.kind != .called && state.refused($0) == nil
        }
        return handed?.at ?? dossier.incident.assignedAt
    }

    private var opened: String {
        let incident = dossier.incident
        let reports = incident.reports == 1 ? "1 report" : "\(incident.reports) reports"
        let rung = incident.rung > 0 ? ", climbed to rung \(incident.rung)" : ""
        let back = incident.bounces > 0 ? ", given back \(incident.bounces) times" : ""
        let again = incident.reopenings > 0 ? ", begun again \(incident.reopenings) times" : ""
        let opened = "\(times.text(incident.openedAt)), \(reports)\(rung)\(back)\(again)"
        guard let closed = incident.closedAt else { return opened }
        return opened + "; \(incident.stage.rawValue) \(times.text(closed)), after "
            + LocalTimes.span(closed.timeIntervalSince(incident.openedAt))
    }

    /// `3 of the 12 called are coming`
    private static func sentence(_ answers: NoticeReplyStore.Answers) -> String {
        switch NoticeQuestion(rawValue: answers.kind) {
        case .coming: "\(answers.answered) of the \(answers.asked) called are coming"
        case .mark: "\(answers.answered) of \(answers.asked) reporters gave a mark"
        case .act, nil: "\(answers.answered) of \(answers.asked) officers answered by telephone"
        }
    }

    /// `accept by 03-02 09:35:00, late 2 h 5 min; next gridLeader at 03-02 11:40:00`
    private func due(_ timer: EscalationTimer) -> String {
        let left = timer.deadline.timeIntervalSince(dossier.now)
        let span = LocalTimes.span(abs(left))
        let isFirst = timer.dueAt == timer.deadline
        let at = timer.dueAt <= dossier.now ? " now" : isFirst ? "" : " at \(times.withoutYear(timer.dueAt))"
        return "\(timer.key.kind.rawValue) by \(times.withoutYear(timer.deadline)), "
            + (left > 0 ? "\(span) left" : "late \(span)")
            + "; \(isFirst ? "then" : "next") \(dossier.rungName(timer))\(at)"
            + (timer.isProvisional ? "; provisional, for that year's public holidays are not known" : "")
    }
}
