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

    private var isUrgent: Bool { incident.severity == .emergency }

    /// A new incident: the systems, those who have it, the unit's households if it is an emergency, the reporter.
    func opened(_ assignment: Assignment) -> [ToldEvent] {
        var told = [event(.opened), assigned(assignment, "assignment")]
        if isUrgent, let call = call() { told.append(call) }
        if let phone = report?.reporterPhone {
            told.append(
                notice("receipt", [.phones([phone])], "【联户】您的上报已收到,编号\(incident.number),我们正在处理。"))
        }
        return told
    }

    /// Those who are to act, or the centre's desk where nobody is.
    private func assigned(_ assignment: Assignment, _ purpose: String) -> ToldEvent {
        if assignment.told.isEmpty {
            return notice(
                purpose, [.post(.centreDuty, incident.area.at(.township) ?? incident.area)],
                "【联户】无人在岗:事件\(incident.number)(\(category))请中心值班处置。\(text)")
        }
        return notice(purpose, [.officers(assignment.told.map(\.officer))], assignmentText(assignment))
    }

    /// One more report of the same matter; if it made an emergency of it, officers and households are called now.
    func merged(raisedTo joint: Assignment?) -> [ToldEvent] {
        guard let joint else { return [event(.merged)] }
        return [event(.merged), assigned(joint, "emergency")] + [call()].compactMap(\.self)
    }

    /// Something else changed: an act, or the end.
    func changed() -> [ToldEvent] { [event(incident.stage.isEnd ? .closed : .changed)] }

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
    private func call() -> ToldEvent? {
        guard let unit = incident.area.at(.unit) else { return nil }
        let isPlain = incident.category.isPrivate || incident.category == .other
        let what = isPlain ? "紧急情况" : "紧急情况(\(category))"
        return notice(
            "callHouseholds", [.heads(unit)],
            "【联户】您所在的联户单元有\(what),编号\(incident.number)。请注意安全,能帮忙的请前往。")
    }

    private func assignmentText(_ assignment: Assignment) -> String {
        let joint = assignment.rule == .emergencyJoint ? "请与相邻网格员共同处理" : "请尽快受理"
        return "【联户】\(isUrgent ? "紧急" : "")事件\(incident.number)(\(category)):\(text)。\(joint)。"
    }

    private var category: String { incident.category.chineseName }
    private var text: String { String(incident.text.prefix(60)) }

    private func notice(_ purpose: String, _ audience: [AudienceTerm], _ text: String) -> ToldEvent {
        let key = "\(incident.number)/\(purpose)"
        let request = NoticeRequest(
            key: key, purpose: purpose, priority: NoticePriority(incident.severity), audience: Audience(audience),
            text: text, incident: incident.number, expiresAt: now.addingTimeInterval(isUrgent ? 3600 : 2 * 86_400))
        return ToldEvent(
            NoticeRequestedEvent.event(request, source: IncidentToldEvent.source, id: "\(key)/notice", time: now),
            urgent: isUrgent, area: incident.area)
    }
}
