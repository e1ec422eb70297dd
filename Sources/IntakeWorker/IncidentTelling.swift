import Domain
import Events
import Fleet
import Foundation

/// What is told of an incident because of a decision: events for other systems, notices for people.
struct IncidentTelling {
    let incident: Incident
    let report: IncidentReport?
    let now: Date
    let policy: Policy
    /// Whether anybody who reported it is to be told.
    var hasReporters = false
    /// What somebody did, if an act is what it is told because of.
    var entry: IncidentEntry?

    private var isUrgent: Bool { incident.severity == .emergency }

    /// A new incident: the systems, those who have it, the lead department and the unit's households if it is an
    /// emergency, the reporter.
    func opened(_ assignment: Assignment, _ calls: [IncidentEntry]) -> [ToldEvent] {
        var told = [event(.opened), assigned(assignment, "assignment")] + called(calls)
        if isUrgent, let call = call("callHouseholds") { told.append(call) }
        if let phone = report?.reporterPhone { told.append(receipt(to: phone, assignment.responsible)) }
        return told
    }

    /// One more report of the same matter, whose reporter is told of receipt too; if it made an emergency of it,
    /// officers and households are called now.
    /// - Parameter added: what joined the history.
    func merged(
        from before: Incident, _ settled: [IncidentSettling.Decided], _ added: [IncidentEntry]
    ) -> [ToldEvent] {
        [event(.merged)] + settled.flatMap { decided($0, before) } + called(added)
            + [laterReceipt].compactMap(\.self)
    }

    /// It was the same matter as another: systems are told, and whoever had it and has not the other.
    func absorbed(into found: Incident, had: Responsible) -> [ToldEvent] {
        let text = "【联户】事件\(incident.number)与事件\(found.number)为同一事项,已合并,请勿重复处理。"
        return [event(.merged)]
            + (had == found.responsible ? [] : [had].compactMap { tell($0, "absorbed", "relief", text) })
    }

    /// Something else changed: an act, what the fleet decided because of it, or the end.
    /// - Parameter added: what joined the history.
    func changed(
        from before: Incident, _ settled: [IncidentSettling.Decided], _ added: [IncidentEntry]
    ) -> [ToldEvent] {
        let kind: IncidentToldEvent.Kind =
            incident.stage.isEnd ? .closed : settled.isEmpty ? .changed : .assigned
        return [event(kind)] + (entry.map { acted(from: before, by: $0) } ?? [])
            + settled.flatMap { decided($0, before) } + called(added)
            + reporters(from: before)
    }

    /// A decision: whoever has it or helps is told, whoever has it no longer, and the households of a new place.
    private func decided(_ decided: IncidentSettling.Decided, _ before: Incident) -> [ToldEvent] {
        let name = decided.want == .emergency ? "emergency" : "assignment/\(incident.sequence)"
        var told = [assigned(decided.assignment, name)]
        if let relieved = decided.relieved, !decided.assignment.told.map({ .officer($0.officer) }).contains(relieved) {
            let text = "【联户】事件\(incident.number)已转由他人办理,您无需再处理。"
            told += [tell(relieved, "relief/\(incident.sequence)", "relief", text)].compactMap(\.self)
        }
        if isUrgent, decided.want == .emergency || decided.want == .placed {
            let place = decided.want == .placed ? "/\(incident.area)" : ""
            told += [call("callHouseholds\(place)")].compactMap(\.self)
        }
        return told
    }

    /// Those who are to act, or the centre's desk where nobody is.
    private func assigned(_ assignment: Assignment, _ name: String) -> ToldEvent {
        let purpose = name == "emergency" ? name : "assignment"
        if assignment.told.isEmpty {
            return notice(
                name, purpose, [.post(.centreDuty, incident.area.at(.township) ?? incident.area)],
                "【联户】无人在岗:事件\(incident.number)(\(category))请中心值班处置。\(text)")
        }
        let plea = assignment.rule == .emergencyJoint ? "请与相邻网格员共同处理" : "请尽快受理"
        return notice(
            name, purpose, [.officers(assignment.told.map(\.officer))],
            "【联户】\(isUrgent ? "紧急" : "")事件\(incident.number)(\(category)):\(sentence)\(plea)。", asking: .act)
    }

    private func event(_ kind: IncidentToldEvent.Kind) -> ToldEvent {
        var event = IncidentToldEvent.event(kind, incident, time: now)
        if let report, case .object(var data) = event.data {
            data["reports"] = [
                ["source": .string(report.source), "subject": report.reference.map(JSON.string) ?? .null]
            ]
            event.data = .object(data)
        }
        return ToldEvent(event, urgent: isUrgent, area: incident.area)
    }

    /// 一家有事、十户呼应: the heads of the unit. [R1] A reporter's words may hold a name, so neighbours get none of
    /// them. Where no unit is known, whole grids are not woken.
    private func call(_ name: String) -> ToldEvent? {
        guard let unit = incident.area.at(.unit) else { return nil }
        let isPlain = incident.category.isPrivate || incident.category == .other
        let what = isPlain ? "紧急情况" : "紧急情况(\(category))"
        return notice(
            name, "callHouseholds", [.heads(unit)],
            "【联户】您所在的联户单元有\(what),编号\(incident.number)。请注意安全。", asking: .coming)
    }

    /// 中心吹哨、部门报到: the duty phone of the department that leads it, under the decision's own name. [R2, R4]
    /// What came from an incident that was merged into this one has been told.
    private func called(_ entries: [IncidentEntry]) -> [ToldEvent] {
        let own = incident.number + "/"
        return entries.compactMap { entry in
            guard entry.kind == .called, entry.eventID.hasPrefix(own), let lead = entry.responsible else { return nil }
            return tell(
                lead, String(entry.eventID.dropFirst(own.count)), "callDepartment",
                "【联户】紧急事件\(incident.number)(\(category)):\(sentence)贵部门为牵头部门,请立即派人处置。", asking: .act)
        }
    }

    /// The text with one full stop, whether the reporter has written it or not.
    private var sentence: String {
        let end: Set<Character> = ["。", ".", ";", ";", ",", ","]
        let body = text.reversed().drop { $0.isWhitespace || end.contains($0) }.reversed()
        guard let last = body.last else { return "" }
        return String(body) + ("!!??".contains(last) ? "" : "。")
    }

    var category: String { incident.category.chineseName }
    private var text: String { String(incident.text.prefix(60)) }

    /// To whoever has it or is asked to have it.
    func tell(
        _ someone: Responsible, _ name: String, _ purpose: String, _ text: String,
        asking question: NoticeQuestion? = nil
    ) -> ToldEvent? {
        audience(someone).map { notice(name, purpose, [$0], text, asking: question) }
    }

    private func audience(_ someone: Responsible) -> AudienceTerm? {
        switch someone {
        case .officer(let id): .officers([id])
        case .department(let name): .departments([name])
        case .desk(let code): PostRole.duty(at: code.level).map { .post($0, code) }
        }
    }

    /// - Parameter name: what makes its key unique within the incident.
    func notice(
        _ name: String, _ purpose: String, _ audience: [AudienceTerm], _ text: String,
        priority: NoticePriority? = nil, asking question: NoticeQuestion? = nil
    ) -> ToldEvent {
        let key = "\(incident.number)/\(name)"
        let request = NoticeRequest(
            key: key, purpose: purpose, priority: priority ?? NoticePriority(incident.severity),
            audience: Audience(audience), text: text, incident: incident.number,
            expiresAt: now.addingTimeInterval(isUrgent && priority == nil ? 3600 : 2 * 86_400), question: question)
        return ToldEvent(
            NoticeRequestedEvent.event(request, source: IncidentToldEvent.source, id: "\(key)/notice", time: now),
            urgent: isUrgent && priority == nil, area: incident.area)
    }
}
