import Domain
import Events
import Foundation
import Store

extension IncidentDossier {
    /// All of it, for programs.
    var json: JSON {
        let state = IncidentState(folding: entries)
        return [
            "number": .string(incident.number), "stage": .string(incident.stage.rawValue),
            "severity": .string(incident.severity.rawValue), "category": .string(incident.category.rawValue),
            "area": .string(incident.area.digits), "areaNames": .array(areaNames), "place": .string(incident.place),
            "text": .string(incident.text.maskingNumbers), "responsible": .string(incident.responsible.description),
            "name": named(incident.responsible), "rule": .string(incident.rule.rawValue),
            "rung": .int(Int64(incident.rung)), "reports": .int(Int64(incident.reports)),
            "offeredTo": word(incident.offeredTo?.description), "offeredName": named(incident.offeredTo),
            "lead": word(lead?.name), "leadTitle": word(lead?.title), "bounces": .int(Int64(incident.bounces)),
            "reopenings": .int(Int64(incident.reopenings)),
            "sequence": .int(Int64(incident.sequence)), "edition": .string(incident.edition),
            "openedAt": time(incident.openedAt), "assignedAt": time(incident.assignedAt),
            "acceptedAt": time(incident.acceptedAt), "resolvedAt": time(incident.resolvedAt),
            "closedAt": time(incident.closedAt), "resolveBy": time(incident.resolveBy),
            "silent": .array(silent.map(JSON.string)),
            "answers": .array(
                answers.map { ["question": .string($0.kind), "asked": .int($0.asked), "answered": .int($0.answered)] }),
            "deadlines": .array(timers.map(json)),
            "history": .array(entries.map { json($0, state.refused($0)) }), "notices": .array(notices.map(json)),
        ]
    }

    private var areaNames: [JSON] {
        incident.area.path.reversed().map { code in
            ["code": .string(code.digits), "name": areas[code].map(JSON.string) ?? .null]
        }
    }

    private func named(_ who: Responsible?) -> JSON {
        guard case .officer(let id)? = who else { return .null }
        return officers[id].map(JSON.string) ?? .null
    }

    private func time(_ date: Date?) -> JSON { date.map { .string(RFC3339.text($0)) } ?? .null }

    private func json(_ timer: EscalationTimer) -> JSON {
        [
            "waitsFor": .string(timer.key.kind.rawValue), "deadline": time(timer.deadline),
            "late": .bool(timer.deadline <= now), "rung": .int(Int64(timer.key.rung)),
            "rungName": .string(rungName(timer)), "climbsAt": time(timer.dueAt),
        ]
    }

    private func json(_ entry: IncidentEntry, _ refusal: IncidentRefusal?) -> JSON {
        [
            "at": time(entry.at), "kind": .string(entry.kind.rawValue), "source": .string(entry.source),
            "id": .string(entry.eventID), "actor": .string(entry.actor), "name": named(Responsible(entry.actor)),
            "text": .string(entry.text.maskingNumbers), "category": word(entry.category?.rawValue),
            "severity": word(entry.severity?.rawValue), "responsible": word(entry.responsible?.description),
            "rule": word(entry.rule?.rawValue), "rung": entry.rung.map { .int(Int64($0)) } ?? .null,
            "area": word(entry.area?.digits), "until": time(entry.until),
            "score": entry.score.map { .int(Int64($0)) } ?? .null, "told": .array(entry.told.map(JSON.int)),
            "refused": word(refusal?.rawValue),
            "attachments": .array(IncidentAttached(entry)?.attachments ?? []),
            "session": .array((IncidentAttached(entry)?.session ?? []).map(JSON.string)),
        ]
    }

    private func word(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

    private func json(_ notice: IncidentNotice) -> JSON {
        [
            "at": time(notice.requestedAt), "key": .string(notice.key), "purpose": .string(notice.purpose),
            "stoppedAt": time(notice.stoppedAt),
            "deliveries": .array(
                notice.shares.map { share in
                    ["state": .string(share.state), "held": word(share.held), "count": .int(Int64(share.count))]
                }),
        ]
    }
}
