import Domain
import Events
import Fleet
import Foundation
import Store

/// Decides what a reply means: an act, a mark, a neighbour who is coming, a new report, or nothing. Pure.
struct ReplyRuling {
    /// Texts that only help, to one phone within an hour. [domain.md 2]
    static let helpLimit = 3
    static let source = "lianhu/notice"

    let policy: Policy
    let event: CloudEvent
    let replied: NoticeRepliedEvent
    let at: Date
    let now: Date

    func decide(_ replier: inout NoticeReplier) -> Ruling<NoticeHandler.Decision> {
        switch NoticeReply(replied.text) {
        case .optOut:
            return consent(.out(replied.phone, source: event.source, event: event.id, words: replied.text), &replier)
        case .optIn: return consent(.back(replied.phone), &replier)
        case .answer(let letter, let digit, let note): return answer(letter, digit, note, &replier)
        case .word(.taken): return answer(nil, 1, "", &replier)
        case .word(.done): return answer(nil, 2, "", &replier)
        case .free(let text): return free(text, &replier)
        }
    }

    /// The question with that letter, else the last one that such a digit answers.
    private func answer(
        _ letter: String?, _ digit: Int, _ note: String, _ replier: inout NoticeReplier
    ) -> Ruling<NoticeHandler.Decision> {
        let fitting = replier.questions.filter { $0.kind.answers.contains(digit) }
        let named = letter.flatMap { letter in fitting.first { $0.letter == letter } }
        guard let question = letter == nil ? fitting.first : named else { return unread(&replier) }
        let isLast = question.kind != .act || digit == 2
        if isLast { replier.questions.removeAll { $0.delivery == question.delivery } }
        let answered = NoticeAnswer(delivery: question.delivery, answer: "\(digit)", isLast: isLast)
        guard let told = told(question, digit, note, replier) else {
            return Ruling(.done("\(question.kind.rawValue) \(digit)"), .reply(answered: answered))
        }
        return Ruling(.done("\(question.kind.rawValue) \(digit)"), .reply(answered: answered), told: [told])
    }

    /// Nil for a neighbour who is coming: that stands with the question.
    private func told(
        _ question: NoticeReplier.Question, _ digit: Int, _ note: String, _ replier: NoticeReplier
    ) -> ToldEvent? {
        guard let incident = question.incident else { return nil }
        switch question.kind {
        case .coming: return nil
        case .mark:
            return told(
                "visit.recorded", incident,
                [
                    "score": .int(Int64(digit)), "by": "reporter", "note": note.isEmpty ? .null : .string(note),
                ])
        case .act:
            guard let actor = replier.officer.map({ "officer:\($0)" }) ?? replier.department.map({ "department:\($0)" })
            else { return nil }
            return told(
                digit == 1 ? "incident.accepted" : "incident.resolved", incident,
                [
                    "actor": .string(actor), "note": .string(note.isEmpty ? "短信回复" : note),
                ])
        }
    }

    private func told(_ type: String, _ incident: String, _ data: [String: JSON]) -> ToldEvent {
        var object = JSONObject()
        object["incident"] = .string(incident)
        for (name, value) in data.sorted(by: { $0.key < $1.key }) { object[name] = value }
        return ToldEvent(
            CloudEvent(
                id: "reply/\(event.source)/\(event.id)", source: Self.source, type: type, subject: nil, time: at,
                data: .object(object)))
    }

    /// A unit leader's words are a report; others' go to the officer of their grid. [R1, R3]
    private func free(_ text: String, _ replier: inout NoticeReplier) -> Ruling<NoticeHandler.Decision> {
        if text.isEmpty || !replier.isKnown { return Ruling(.done(replier.isKnown ? "empty" : "stranger")) }
        if let officer = replier.officer, let unit = replier.unit { return report(text, officer, unit) }
        guard let grid = replier.home?.at(.grid) else { return unread(&replier) }
        return Ruling(
            .done("passedOn"), nil,
            told: [notice("words", [.post(.gridOfficer, grid)], "【联户】居民短信:\(text.prefix(200))")])
    }

    private func report(_ text: String, _ officer: Int64, _ unit: AreaCode) -> Ruling<NoticeHandler.Decision> {
        let isUrgent = policy.emergencyWords.contains { text.localizedCaseInsensitiveContains($0) }
        let data: JSON = [
            "text": .string(text), "place": ["area": .string(unit.digits)],
            "severity": .string(isUrgent ? Severity.emergency.rawValue : Severity.normal.rawValue),
            "reporter": ["officer": .int(officer), "phone": .string(replied.phone.digits)],
        ]
        let report = CloudEvent(
            id: "reply/\(event.source)/\(event.id)", source: Self.source, type: IncidentReportedEvent.type,
            subject: nil, time: at, data: data)
        return Ruling(.done("reported"), nil, told: [ToldEvent(report, urgent: isUrgent, area: unit)])
    }

    private func consent(_ consent: NoticeConsent, _ replier: inout NoticeReplier) -> Ruling<NoticeHandler.Decision> {
        let isOut = if case .out = consent { true } else { false }
        guard isOut != replier.isOptedOut else { return Ruling(.done("known")) }
        replier.isOptedOut = isOut
        let text = isOut ? "【联户】已退订,紧急通知除外。恢复请回复HF。" : "【联户】已恢复接收通知。"
        let told = help(text, &replier)
        let helped = told.isEmpty ? nil : replied.phone
        return Ruling(
            .done(isOut ? "optedOut" : "optedIn"), .reply(consent: consent, helped: helped), told: told)
    }

    private func unread(_ replier: inout NoticeReplier) -> Ruling<NoticeHandler.Decision> {
        let letters = replier.questions.filter { $0.kind != .coming }.prefix(3)
        let pleas = letters.map { question in
            (question.incident.map { "事件\($0)" } ?? "")
                + question.kind.plea(letter: letters.count > 1 ? question.letter : "")
        }
        let text = pleas.isEmpty ? "【联户】未能识别您的回复,紧急情况请拨打110、119。" : "【联户】未能识别。" + pleas.joined()
        let told = help(text, &replier)
        return Ruling(.done("unread"), .reply(helped: told.isEmpty ? nil : replied.phone), told: told)
    }

    /// Never to strangers, and not often: two machines could talk to each other all night. [domain.md 2]
    private func help(_ text: String, _ replier: inout NoticeReplier) -> [ToldEvent] {
        guard replier.isKnown, replier.helps < Self.helpLimit else { return [] }
        replier.helps += 1
        return [notice("help", [.phones([replied.phone])], text)]
    }

    private func notice(_ purpose: String, _ audience: [AudienceTerm], _ text: String) -> ToldEvent {
        let key = "reply/\(event.source)/\(event.id)/\(purpose)"
        let request = NoticeRequest(
            key: key, purpose: purpose, priority: .urgent, audience: Audience(audience), text: text,
            expiresAt: now.addingTimeInterval(86_400))
        return ToldEvent(
            NoticeRequestedEvent.event(request, source: Self.source, id: "\(key)/notice", time: now))
    }
}
