import Domain
package import Foundation
import Postgres

/// An incident as a line of a list.
package struct IncidentLine: Sendable, Equatable {
    package let number: String
    package let stage: String
    package let severity: String
    package let category: String
    package let area: String
    package let responsible: String
    package let rung: Int
    package let openedAt: Date
    package let text: String
}

/// Incidents for a person to look through.
package enum IncidentListStore {
    /// The most urgent and then the latest first, at most `limit`; `area` takes all below it in.
    package static func list(openOnly: Bool, area: String?, limit: Int) -> Statement<[IncidentLine]> {
        let open: SQL = openOnly ? "closed_at IS NULL AND merged_into IS NULL" : "true"
        let place: SQL = area.map { "area_code LIKE \($0 + "%")" } ?? "true"
        return Statement(
            """
            SELECT number, stage, severity, category, area_code, responsible, rung, opened_at, text
            FROM incident WHERE \(raw: open) AND \(raw: place)
            ORDER BY array_position(ARRAY['emergency', 'urgent'], severity) NULLS LAST, opened_at DESC LIMIT \(limit)
            """
        ) { result in
            try result.rows.map { row in
                IncidentLine(
                    number: try row.decode(0), stage: try row.decode(1), severity: try row.decode(2),
                    category: try row.decode(3), area: try row.decode(4), responsible: try row.decode(5),
                    rung: Int(try row.decode(6, as: Int16.self)), openedAt: try row.decode(7), text: try row.decode(8))
            }
        }
    }

    /// The numbers of these incidents, by id.
    package static func numbers(of ids: [Int64]) -> Statement<[Int64: String]> {
        Statement("SELECT id, number FROM incident WHERE id = ANY(\(ids))") { result in
            var numbers: [Int64: String] = [:]
            for row in result.rows { numbers[try row.decode(0)] = try row.decode(1, as: String.self) }
            return numbers
        }
    }

    /// The incident that stands under an upstream system's own reference; nil if none does.
    package static func byReference(_ reference: String, source: String) -> Statement<Int64?> {
        let name = DuplicateKey.reference(reference, source: source, at: .distantPast).name
        let key = EventKey(parts: [name])
        return Statement("SELECT incident_id FROM incident_key WHERE key = \(key.bytes)") { result in
            try result.rows.first?.decode(0)
        }
    }
}
