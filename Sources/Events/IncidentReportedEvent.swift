package import Domain
import Foundation

/// `incident.reported`: something happened. Refuses only what it cannot read. [contracts.md, Events; domain.md 1.1]
package enum IncidentReportedEvent {
    package static let type = "incident.reported"

    /// Wire to domain. Everything but the text is optional: what is missing or unknown becomes a problem, not an end.
    package static func parse(_ event: CloudEvent) throws(Rejection) -> IncidentReport {
        let data = try EventFields(object: event.data)
        var problems: [IncidentReport.Problem] = event.time == nil ? [.missingTime] : []
        let category = word(data, "category", Category.self)
        if category == nil { problems.append(.unknownCategory) }
        let severity = word(data, "severity", Severity.self)
        if severity == nil {
            problems.append(isAbsent(data, "severity") ? .missingSeverity : .unknownSeverity)
        }
        let place = data.data[key: "place"]
        let hints = hints(place)
        if hints.coordinates == nil, place?[key: "coordinates"]?.isNull == false { problems.append(.badCoordinates) }
        let reporter = data.data[key: "reporter"]
        let phone = reporter?[key: "phone"]?.stringValue
        let number = phone.flatMap(PhoneNumber.init)
        if phone?.isEmpty == false && number == nil { problems.append(.badReporterPhone) }
        let due = dueTime(data, after: event.time, &problems)
        let details = IncidentDetails.report(data, &problems)
        var report = IncidentReport(
            source: event.source, eventID: event.id, reference: event.subject,
            at: event.time ?? Date(timeIntervalSince1970: 0), text: try data.text("text", limit: 4000),
            category: category ?? .other, severity: severity ?? .normal, hints: hints,
            officer: self.number(reporter?[key: "officer"]), reporterPhone: number, problems: problems)
        (report.dueAt, report.attached) = (due, details)
        return report
    }

    /// One that lies before the report is no time to do anything in.
    private static func dueTime(
        _ data: EventFields, after start: Date?, _ problems: inout [IncidentReport.Problem]
    ) -> Date? {
        guard !isAbsent(data, "dueAt") else { return nil }
        if let due = data.data[key: "dueAt"]?.stringValue.flatMap(RFC3339.date), start.map({ $0 < due }) ?? true {
            return due
        }
        problems.append(.badDueTime)
        return nil
    }

    /// A code alone, or an object that names what is known.
    static func hints(_ place: JSON?) -> IncidentReport.PlaceHints {
        if let code = place?.stringValue { return IncidentReport.PlaceHints(area: code) }
        return IncidentReport.PlaceHints(
            area: scalar(place?[key: "area"]), household: number(place?[key: "household"]),
            rental: scalar(place?[key: "rental"]), device: scalar(place?[key: "device"]),
            coordinates: coordinates(place?[key: "coordinates"]))
    }

    private static func coordinates(_ json: JSON?) -> Coordinates? {
        guard let north = degrees(json?[key: "latitude"]), let east = degrees(json?[key: "longitude"]) else {
            return nil
        }
        return Coordinates(latitude: north, longitude: east)
    }

    private static func degrees(_ json: JSON?) -> Double? {
        json?.doubleValue ?? json?.stringValue.flatMap { Double($0) }
    }

    private static func word<Word: RawRepresentable>(
        _ data: EventFields, _ name: String, _ type: Word.Type
    ) -> Word? where Word.RawValue == String { data.data[key: name]?.stringValue.flatMap(Word.init) }

    private static func isAbsent(_ data: EventFields, _ name: String) -> Bool { data.data[key: name]?.isNull ?? true }

    /// Publishers send codes as texts and as numbers.
    private static func scalar(_ json: JSON?) -> String? { json?.stringValue ?? json?.intValue.map(String.init) }

    private static func number(_ json: JSON?) -> Int64? { json?.intValue ?? json?.stringValue.flatMap { Int64($0) } }
}
