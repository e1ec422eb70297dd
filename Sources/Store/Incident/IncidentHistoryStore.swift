package import Domain
package import Foundation
package import Postgres

/// The histories: facts and decisions, each once, never changed.
package enum IncidentHistoryStore {
    /// All entries of these incidents, unsorted; the fold has its own order.
    package static func load(of incidents: [Int64]) -> Statement<[Int64: [IncidentEntry]]> {
        Statement(
            """
            SELECT incident_id, source, event_id, at, kind, actor, text, category, severity, responsible, rule, rung,
                   score, told, area, until_at, posts, into_id
            FROM incident_event WHERE incident_id = ANY(\(incidents))
            """
        ) { result in
            var histories: [Int64: [IncidentEntry]] = [:]
            for row in result.rows { histories[try row.decode(0), default: []].append(try entry(row)) }
            return histories
        }
    }

    /// What is kept with the entries of one incident for people to read, as JSON; only those that have something.
    package static func attached(to incident: Int64) -> Statement<[(source: String, eventID: String, json: String)]> {
        Statement(
            """
            SELECT source, event_id, details FROM incident_event
            WHERE incident_id = \(incident) AND details IS NOT NULL ORDER BY at, source, event_id
            """
        ) { result in
            try result.rows.map { row in
                (try row.decode(0), try row.decode(1), try row.decode(2, as: JSONText.self).text)
            }
        }
    }

    /// Adds entries; one that is there already stays as it was.
    package static func append(_ entries: [(incident: Int64, entry: IncidentEntry)], at now: Date) -> SQL {
        let facts = entries.map(\.entry)
        return """
            INSERT INTO incident_event (incident_id, source, event_id, at, rank, kind, actor, text, category, severity,
                responsible, rule, rung, score, told, area, until_at, posts, into_id, details, recorded_at)
            SELECT incident_id, source, event_id, at, rank, kind, actor, text, category, severity, responsible, rule,
                rung, score, CASE WHEN told = '' THEN '{}' ELSE string_to_array(told, ',')::bigint[] END, area,
                until_at, CASE WHEN posts = '' THEN '{}' ELSE string_to_array(posts, ',') END, into_id,
                details::jsonb, \(now)
            FROM unnest(
                \(entries.map(\.incident)), \(facts.map(\.source)), \(facts.map(\.eventID)), \(facts.map(\.at)),
                \(facts.map { Int16($0.kind.rank) }), \(facts.map(\.kind.rawValue)), \(facts.map(\.actor)),
                \(facts.map(\.text)), \(facts.map { $0.category?.rawValue }), \(facts.map { $0.severity?.rawValue }),
                \(facts.map { $0.responsible?.description }), \(facts.map { $0.rule?.rawValue }),
                \(facts.map { $0.rung.map(Int16.init) }), \(facts.map { $0.score.map(Int16.init) }),
                \(facts.map { $0.told.map(String.init).joined(separator: ",") }), \(facts.map { $0.area?.digits }),
                \(facts.map(\.until)), \(facts.map { $0.posts.map(\.rawValue).joined(separator: ",") }),
                \(facts.map(\.into)), \(facts.map(\.attached)))
                AS v (incident_id, source, event_id, at, rank, kind, actor, text, category, severity, responsible,
                      rule, rung, score, told, area, until_at, posts, into_id, details)
            ON CONFLICT DO NOTHING
            """
    }

    private static func entry(_ row: PostgresRow) throws -> IncidentEntry {
        let kind = try row.decode(4, as: String.self)
        guard let kind = IncidentEntry.Kind(rawValue: kind) else {
            throw StoreError.unknownWord(kind, table: "incident_event", column: "kind")
        }
        var entry = IncidentEntry(
            source: try row.decode(1), eventID: try row.decode(2), at: try row.decode(3), kind: kind,
            actor: try row.decode(5))
        entry.text = try row.decode(6)
        entry.category = try row.decode(7, as: String?.self).flatMap(Category.init)
        entry.severity = try row.decode(8, as: String?.self).flatMap(Severity.init)
        entry.responsible = try row.decode(9, as: String?.self).flatMap { Responsible($0) }
        entry.rule = try row.decode(10, as: String?.self).flatMap(AssignmentRule.init)
        entry.rung = try row.decode(11, as: Int16?.self).map(Int.init)
        entry.score = try row.decode(12, as: Int16?.self).map(Int.init)
        entry.told = try row.decode(13)
        entry.area = try row.decode(14, as: String?.self).flatMap { AreaCode($0) }
        entry.until = try row.decode(15)
        entry.posts = try row.decode(16, as: [String].self).compactMap(PostRole.init)
        entry.into = try row.decode(17)
        return entry
    }
}
