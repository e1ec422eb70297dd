package import Domain
import Foundation

/// The acts: `incident.accepted`, `.resolved`, `visit.recorded` and their kin. [contracts.md, Events]
package enum IncidentActEvent {
    /// Which fact a type stands for; nil for what is no act.
    package static func kind(of type: String) -> IncidentEntry.Kind? {
        switch type {
        case "visit.recorded": .visited
        case "mediation.recorded": .mediated
        case let type where type.hasPrefix("incident."):
            IncidentEntry.Kind(rawValue: String(type.dropFirst("incident.".count))).flatMap {
                [.reported, .assigned, .called, .escalated, .closed, .merged].contains($0) ? nil : $0
            }
        default: nil
        }
    }

    /// Wire to domain.
    package static func parse(_ event: CloudEvent) throws(Rejection) -> IncidentAct {
        guard let kind = kind(of: event.type) else {
            throw Rejection(.unknownType, field: "type", expected: "an act on an incident", got: event.type)
        }
        let data = try EventFields(object: event.data)
        let number = try data.optionalText("incident")
        guard number != nil || event.subject != nil else {
            throw Rejection(.badData, field: "data.incident", expected: "the incident's number", got: "nothing")
        }
        var entry = IncidentEntry(
            source: event.source, eventID: event.id, at: event.time ?? Date(timeIntervalSince1970: 0), kind: kind,
            actor: try actor(data, kind))
        entry.text = try data.optionalText("note", limit: 4000) ?? ""
        entry.score = try score(data, kind)
        entry.category = data.data[key: "category"]?.stringValue.flatMap(Category.init)
        entry.severity = data.data[key: "severity"]?.stringValue.flatMap(Severity.init)
        entry.until = try until(data, kind)
        if kind == .mediated { entry.attached = IncidentDetails.session(data) }
        var act = IncidentAct(number: number, reference: event.subject, entry: entry)
        if kind == .transferred { try receiver(data, &act) }
        if kind == .amended { act.place = IncidentReportedEvent.hints(data.data[key: "place"]) }
        return act
    }

    /// More time, or a pause, needs to say how much; a transfer may say by when an answer is expected.
    private static func until(_ data: EventFields, _ kind: IncidentEntry.Kind) throws(Rejection) -> Date? {
        switch kind {
        case .extended, .paused: try data.time("until")
        case .transferred: try data.optionalTime("until")
        default: nil
        }
    }

    /// `officer:12`, `department:gas`, or an object with one of these. A return visit needs none: a resident gives it.
    private static func actor(_ data: EventFields, _ kind: IncidentEntry.Kind) throws(Rejection) -> String {
        let json = data.data[key: "actor"]
        if let text = json?.stringValue, Responsible(text) != nil { return text }
        if let officer = json?[key: "officer"]?.intValue { return "officer:\(officer)" }
        if let name = json?[key: "department"]?.stringValue { return "department:\(name)" }
        if [.visited, .cancelled, .amended, .mediated].contains(kind) { return json?.stringValue ?? "" }
        throw data.wrong("actor", "who acted, like officer:12")
    }

    private static func score(_ data: EventFields, _ kind: IncidentEntry.Kind) throws(Rejection) -> Int? {
        guard kind == .visited else { return nil }
        guard let score = data.data[key: "score"]?.intValue, (1...5).contains(score) else {
            throw data.wrong("score", "a whole number from 1 to 5")
        }
        return Int(score)
    }

    private static func receiver(_ data: EventFields, _ act: inout IncidentAct) throws(Rejection) {
        let json = data.data[key: "to"]
        if let level = json?[key: "level"]?.stringValue.flatMap(AreaLevel.init), PostRole.duty(at: level) != nil {
            act.toLevel = level
        } else if let officer = json?[key: "officer"]?.intValue {
            act.entry.responsible = .officer(officer)
        } else if json?[key: "department"]?.stringValue == Department.lead {
            act.toLead = true
        } else if let name = json?[key: "department"]?.stringValue, !name.isEmpty {
            act.entry.responsible = .department(name)
        } else if let code = json?[key: "area"]?.stringValue.flatMap({ AreaCode($0) }) {
            act.entry.responsible = .desk(code)
        } else {
            throw data.wrong("to", "an officer, a department, an area, or a level (village, township, district)")
        }
    }
}
