import Domain
package import Foundation
import Postgres

/// Incidents for a person to look through.
package enum IncidentListStore {
    /// The most urgent and then the latest first, at most `limit`.
    package static func list(_ filter: IncidentFilter, limit: Int, at now: Date) -> Statement<[IncidentLine]> {
        // Names and deadlines are looked up for the lines that are left, not for all that could be one.
        Statement(
            """
            SELECT i.number, i.stage, i.severity, i.category, i.area_code, i.place, i.responsible, o.name, i.rule,
                   i.rung, i.reports, i.opened_at, i.closed_at, t.deadline, i.text
            FROM (SELECT i.* FROM \(raw: filter.source(at: now)) WHERE \(raw: filter.condition(at: now))
                  ORDER BY \(raw: order) LIMIT \(limit)) i
            LEFT JOIN officer o
                ON o.id = CASE WHEN i.responsible LIKE 'officer:%' THEN substr(i.responsible, 9)::bigint END
            LEFT JOIN LATERAL (SELECT min(deadline) AS deadline FROM timer WHERE incident_id = i.id) t ON true
            ORDER BY \(raw: order)
            """
        ) { try $0.rows.map(line) }
    }

    /// How many there are, shown or not.
    package static func count(_ filter: IncidentFilter, at now: Date) -> Statement<Int> {
        Statement(
            "SELECT count(*) FROM \(raw: filter.source(at: now)) WHERE \(raw: filter.condition(at: now))"
        ) { result in try result.rows.first?.decode(0) ?? 0 }
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

    private static let order: SQL = """
        array_position(ARRAY['emergency', 'urgent', 'normal', 'low'], i.severity), i.opened_at DESC, i.id DESC
        """

    private static func line(_ row: PostgresRow) throws -> IncidentLine {
        IncidentLine(
            number: try row.decode(0), stage: try row.decode(1), severity: try row.decode(2),
            category: try row.decode(3), area: try row.decode(4), place: try row.decode(5),
            responsible: try row.decode(6), name: try row.decode(7), rule: try row.decode(8),
            rung: Int(try row.decode(9, as: Int16.self)), reports: Int(try row.decode(10, as: Int32.self)),
            openedAt: try row.decode(11), closedAt: try row.decode(12), deadline: try row.decode(13),
            text: try row.decode(14))
    }
}
