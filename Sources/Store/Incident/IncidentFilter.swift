package import Domain
package import Foundation
import Postgres

/// Which incidents a person asks for; what is nil or empty takes all in.
package struct IncidentFilter: Sendable, Equatable {
    /// The beginning of an area's code. What was filed under a code whose place it has now is found by it, too.
    package var area: String?
    package var stages: [Stage] = []
    package var categories: [Domain.Category] = []
    package var severities: [Severity] = []
    /// Any of those who may have it.
    package var responsible: [Responsible] = []
    /// Opened from here on.
    package var since: Date?
    /// Opened before this.
    package var until: Date?
    /// A deadline has been missed: it climbed, or is about to.
    package var isOverdue = false
    /// Each must stand in the text of one and the same report.
    package var words: [String] = []
    /// Reported by this upstream system.
    package var source: String?
    /// Also those that have come to their end.
    package var withEnded = false

    package init() {}

    /// A FROM item `i` with incidents' columns: those of the area, under its own code and under those that it had.
    ///
    /// Former codes one by one, which OFFSET 0 keeps the planner to, by the index that holds the open ones; the columns
    /// of both parts are the same, so that conditions on `i` reach either.
    func source(at now: Date) -> SQL {
        guard let area else { return "incident i" }
        return """
            (SELECT * FROM incident WHERE area_code LIKE \(area + "%") AND \(raw: openness)
             UNION ALL
             SELECT * FROM (
                SELECT DISTINCT ON (former_incident.id) former_incident.*
                FROM (\(raw: FormerAreas.select(of: area, at: now))) f CROSS JOIN LATERAL (
                    SELECT * FROM incident
                    WHERE area_code ~>=~ f.code AND area_code ~<~ (f.code || ':')
                        AND opened_at >= f.since AND opened_at < f.until AND \(raw: openness) OFFSET 0) former_incident
             ) AS filed_before) i
            """
    }

    private var openness: SQL { withEnded ? "true" : "closed_at IS NULL AND merged_into IS NULL" }

    /// As conditions on `i`, a row of `source`.
    func condition(at now: Date) -> SQL {
        conditions(at: now).reduce("true") { "\(raw: $0) AND \(raw: $1)" }
    }

    private func conditions(at now: Date) -> [SQL] {
        var all: [SQL] = withEnded ? [] : ["i.closed_at IS NULL AND i.merged_into IS NULL"]
        if !stages.isEmpty { all.append("i.stage = ANY(\(stages.map(\.rawValue)))") }
        if !categories.isEmpty { all.append("i.category = ANY(\(categories.map(\.rawValue)))") }
        if !severities.isEmpty { all.append("i.severity = ANY(\(severities.map(\.rawValue)))") }
        if !responsible.isEmpty { all.append("i.responsible = ANY(\(responsible.map(\.description)))") }
        if let since { all.append("i.opened_at >= \(since)") }
        if let until { all.append("i.opened_at < \(until)") }
        if isOverdue { all.append(overdue(at: now)) }
        if let source { all.append(reported(by: source)) }
        if !words.isEmpty { all.append(text) }
        return all
    }

    /// The row's rung comes with the history; a rung that was decided a moment ago may not be there yet.
    private func overdue(at now: Date) -> SQL {
        """
        (i.rung > 0 OR EXISTS (SELECT FROM timer_decision d WHERE d.incident_id = i.id)
            OR EXISTS (SELECT FROM timer t WHERE t.incident_id = i.id AND t.deadline <= \(now)))
        """
    }

    private func reported(by source: String) -> SQL {
        """
        EXISTS (SELECT FROM incident_event e
                WHERE e.incident_id = i.id AND e.source = \(source) AND e.kind = 'reported')
        """
    }

    /// The row holds the first report's text; only where there are more are the others looked at.
    private var text: SQL {
        let patterns = words.map { "%" + Self.literal($0) + "%" }
        return """
            (i.text ILIKE ALL(\(patterns)) OR i.reports > 1 AND EXISTS (
                SELECT FROM incident_event e
                WHERE e.incident_id = i.id AND e.kind = 'reported' AND e.text ILIKE ALL(\(patterns))))
            """
    }

    /// What stands for something else in a pattern, for itself.
    private static func literal(_ word: String) -> String {
        String(word.flatMap { "\\%_".contains($0) ? ["\\", $0] : [$0] })
    }
}
