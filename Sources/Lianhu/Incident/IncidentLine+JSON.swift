import Events
import Store

extension IncidentLine {
    /// All of it.
    var json: JSON {
        [
            "number": .string(number), "stage": .string(stage), "severity": .string(severity),
            "category": .string(category), "area": .string(area), "place": .string(place),
            "responsible": .string(responsible), "name": name.map(JSON.string) ?? .null, "rule": .string(rule),
            "rung": .int(Int64(rung)), "reports": .int(Int64(reports)), "openedAt": .string(RFC3339.text(openedAt)),
            "closedAt": closedAt.map { .string(RFC3339.text($0)) } ?? .null,
            "deadline": deadline.map { .string(RFC3339.text($0)) } ?? .null, "text": .string(text.maskingNumbers),
        ]
    }
}
