import Domain
import Fleet
import Foundation

/// What people are told because somebody acted.
extension IncidentTelling {
    /// Whoever was asked to take it, whoever it came back to, those for whom it is over.
    func acted(from before: Incident, by entry: IncidentEntry) -> [ToldEvent] {
        switch entry.kind {
        case .transferred: [incident.offeredTo.flatMap(offer)].compactMap(\.self)
        case .declined where before.offeredTo != nil && incident.offeredTo == nil: [bounced(entry)].compactMap(\.self)
        case .cancelled where incident.stage == .cancelled: calledOff(before)
        default: []
        }
    }

    /// The receiver must accept; until then it stays where it was. [domain.md 1, Life of an incident]
    private func offer(to receiver: Responsible) -> ToldEvent? {
        let limit = policy.limits(for: incident).accept
        let answer = incident.answerBy ?? limit.end(from: incident.askedAt, by: policy.calendar(at: incident.area))
        let by = EscalationText.local(answer, policy.calendar)
        return tell(
            receiver, "offer/\(incident.sequence)", "assignment",
            "【联户】事件\(incident.number)(\(category))转交贵处办理,请于\(by)前答复是否受理。"
                + String(incident.text.prefix(60)) + "。", asking: .act)
    }

    private func bounced(_ entry: IncidentEntry) -> ToldEvent? {
        let reason = entry.text.isEmpty ? "" : "(\(entry.text.prefix(40)))"
        return tell(
            incident.responsible, "bounced/\(incident.sequence)", "assignment",
            "【联户】事件\(incident.number)(\(category))被退回\(reason),仍由您负责,时限不变。")
    }

    /// Those who were told to act are told that they need not. [architecture.md, promise 2]
    private func calledOff(_ before: Incident) -> [ToldEvent] {
        let text = "【联户】事件\(incident.number)(\(category))已撤销,无需再处理。"
        return [before.responsible, before.offeredTo].compactMap(\.self).enumerated().compactMap { index, someone in
            tell(someone, "cancelled/\(incident.sequence)/\(index)", "relief", text)
        }
    }
}
