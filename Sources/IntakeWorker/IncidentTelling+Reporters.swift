import Domain
import Fleet
import Foundation

/// What those who reported it are told: receipt, who has it, the end; and what they are asked. [domain.md 2]
extension IncidentTelling {
    /// Received, and with whom it is.
    func receipt(to phone: PhoneNumber, _ responsible: Responsible) -> ToldEvent {
        notice("receipt", "receipt", [.phones([phone])], received(responsible))
    }

    /// For whoever reports what is known already. Hundreds may report one fire: these texts wait behind its own.
    var laterReceipt: ToldEvent? {
        report?.reporterPhone.map { phone in
            notice(
                "receipt/\(incident.sequence)", "receipt", [.phones([phone])], received(incident.responsible),
                priority: .normal)
        }
    }

    private func received(_ responsible: Responsible) -> String {
        "【联户】您的上报已收到,编号\(incident.number),已交\(Self.title(responsible))办理。"
    }

    /// What changed for them; nothing where nothing did.
    func reporters(from before: Incident) -> [ToldEvent] {
        guard hasReporters, let (name, text) = news(from: before) else { return [] }
        let isAsked = name == "visit" || name == "closed" && incident.stage == .closed && !isAnswered
        return [toReporters("\(name)/\(incident.sequence)", purpose: name, text, asking: isAsked ? .mark : nil)]
    }

    /// A return visit that nobody has answered yet is asked for once more.
    func reminder(_ act: IncidentAct) -> [ToldEvent] {
        guard hasReporters, act.missed == .visit, incident.stage == .resolved else { return [] }
        return [
            toReporters(
                "visitReminder/\(act.entry.eventID)", purpose: "visit",
                "【联户】您上报的事项\(incident.number)已办结,尚未收到您的评价,逾期将自动结案。", asking: .mark)
        ]
    }

    private func news(from before: Incident) -> (String, String)? {
        let matter = "【联户】您上报的事项\(incident.number)"
        if incident.stage == .resolved, before.stage != .resolved { return ("visit", matter + "已办结。") }
        if incident.stage == .closed, before.stage != .closed {
            return ("closed", matter + (isAnswered ? "已结案,感谢您的参与。" : "已按时限结案。"))
        }
        if incident.stage == .cancelled, before.stage != .cancelled { return ("closed", matter + "已撤销。") }
        if incident.reopenings > before.reopenings {
            return ("reopened", matter + "已重新办理,由\(Self.title(incident.responsible))负责。")
        }
        let changed = incident.rule == .transferred && incident.responsible != before.responsible
        guard changed || incident.acceptedAt != nil && before.acceptedAt == nil else { return nil }
        return ("accepted", matter + "已由\(Self.title(incident.responsible))受理。")
    }

    /// Whether a resident's mark closed it.
    private var isAnswered: Bool { entry?.kind == .visited }

    /// No emergency, whatever the matter: it waits for the morning.
    private func toReporters(
        _ name: String, purpose: String, _ text: String, asking question: NoticeQuestion?
    ) -> ToldEvent {
        notice(name, purpose, [.reporters(incident.number)], text, priority: .normal, asking: question)
    }

    /// As residents know them; nobody's name.
    private static func title(_ responsible: Responsible) -> String {
        switch responsible {
        case .officer: "网格工作人员"
        case .desk: "值班中心"
        case .department: "职能部门"
        }
    }
}
