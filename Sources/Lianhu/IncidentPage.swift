import Domain
import Events
import Foundation

/// One incident as a page to read.
struct IncidentPage {
    let incident: Incident
    let entries: [IncidentEntry]
    let times: LocalTimes

    func show() {
        print(Terminal.bold("\(incident.number)  \(incident.category.chineseName)  \(incident.stage.rawValue)"))
        print(incident.text.plain)
        let place = incident.place.isEmpty ? "" : ", \(incident.place)"
        print("severity \(incident.severity.rawValue), area \(incident.area)\(place), \(incident.reports) reports")
        print("responsible \(incident.responsible) by rule \(incident.rule.rawValue), rung \(incident.rung)")
        print("")
        var table = Table(["time", "what", "who", "details"])
        let state = IncidentState(folding: entries)
        for entry in entries {
            let refusal = state.refused(entry).map { "does not count: \($0.sentence); " } ?? ""
            table.add(
                times.text(entry.at), entry.kind.rawValue, entry.actor.isEmpty ? "fleet" : entry.actor,
                refusal + entry.details)
        }
        table.print()
    }
}

extension IncidentEntry {
    /// What it changed, then what was said.
    var details: String {
        var parts: [String] = []
        if let responsible { parts.append("→ \(responsible)") }
        if let rule { parts.append("by \(rule.rawValue)") }
        if let rung { parts.append("rung \(rung)") }
        if let severity { parts.append(severity.rawValue) }
        if let score { parts.append("mark \(score)") }
        if !told.isEmpty { parts.append("told officers \(told.map(String.init).joined(separator: ", "))") }
        return (parts + (text.isEmpty ? [] : [text])).joined(separator: ", ")
    }

    fileprivate var json: JSON {
        [
            "at": .string(RFC3339.text(at)), "kind": .string(kind.rawValue), "source": .string(source),
            "id": .string(eventID), "actor": .string(actor), "details": .string(details),
        ]
    }
}

extension Incident {
    /// With its history.
    func json(_ entries: [IncidentEntry]) -> JSON {
        [
            "number": .string(number), "stage": .string(stage.rawValue), "severity": .string(severity.rawValue),
            "category": .string(category.rawValue), "area": .string(area.digits), "place": .string(place),
            "text": .string(text), "responsible": .string(responsible.description), "rule": .string(rule.rawValue),
            "rung": .int(Int64(rung)), "reports": .int(Int64(reports)), "sequence": .int(Int64(sequence)),
            "openedAt": .string(RFC3339.text(openedAt)), "history": .array(entries.map(\.json)),
        ]
    }
}
