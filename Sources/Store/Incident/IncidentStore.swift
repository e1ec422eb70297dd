package import Domain
import Foundation
package import Postgres

/// Incidents as rows: the fold of each history, kept for questions.
package enum IncidentStore {
    /// Incidents by the number that people say; locked until the transaction ends if a decision will follow.
    package static func byNumber(_ numbers: [String], locked: Bool) -> Statement<[Incident]> {
        Statement("\(raw: select) WHERE number = ANY(\(numbers)) ORDER BY id \(raw: lock(locked))", read: incidents)
    }

    /// Incidents by id; locked in the order of ids, so that replicas never wait in a circle.
    package static func byID(_ ids: [Int64], locked: Bool) -> Statement<[Incident]> {
        Statement("\(raw: select) WHERE id = ANY(\(ids)) ORDER BY id \(raw: lock(locked))", read: incidents)
    }

    /// The ids of these numbers.
    package static func ids(ofNumbers numbers: [String]) -> Statement<[String: Int64]> {
        Statement("SELECT number, id FROM incident WHERE number = ANY(\(numbers))") { result in
            var ids: [String: Int64] = [:]
            for row in result.rows { ids[try row.decode(0)] = try row.decode(1, as: Int64.self) }
            return ids
        }
    }

    /// Takes the next `count` blocks of a hundred ids: `block * 100 + 1 ... block * 100 + 99` each.
    package static func nextBlocks(_ count: Int) -> Statement<[Int64]> {
        Statement("SELECT nextval('incident_block') FROM generate_series(1, \(count))") { result in
            try result.rows.map { try $0.decode(0) }
        }
    }

    /// New incidents, a row each.
    package static func insert(_ incidents: [Incident]) -> SQL {
        """
        INSERT INTO incident (id, number, category, severity, stage, area_code, place, text, responsible, rule, rung,
            reports, sequence, edition, opened_at, assigned_at, accepted_at, resolved_at, closed_at, asked_at, resolve_by)
        SELECT * FROM unnest(
            \(incidents.map(\.id)), \(incidents.map(\.number)), \(incidents.map(\.category.rawValue)),
            \(incidents.map(\.severity.rawValue)), \(incidents.map(\.stage.rawValue)),
            \(incidents.map(\.area.digits)), \(incidents.map(\.place)), \(incidents.map(\.text)),
            \(incidents.map(\.responsible.description)), \(incidents.map(\.rule.rawValue)),
            \(incidents.map { Int16($0.rung) }), \(incidents.map { Int32($0.reports) }),
            \(incidents.map { Int32($0.sequence) }), \(incidents.map(\.edition)), \(incidents.map(\.openedAt)),
            \(incidents.map(\.assignedAt)), \(incidents.map(\.acceptedAt)), \(incidents.map(\.resolvedAt)),
            \(incidents.map(\.closedAt)), \(incidents.map(\.askedAt)), \(incidents.map(\.resolveBy)))
        """
    }

    /// What the fold changed in incidents that were loaded locked.
    package static func update(_ incidents: [Incident]) -> SQL {
        """
        UPDATE incident i SET category = v.category, severity = v.severity, stage = v.stage, area_code = v.area_code,
            responsible = v.responsible, rule = v.rule, rung = v.rung, reports = v.reports, sequence = v.sequence,
            assigned_at = v.assigned_at, accepted_at = v.accepted_at, resolved_at = v.resolved_at,
            closed_at = v.closed_at, offered_to = v.offered_to, asked_at = v.asked_at, answer_by = v.answer_by,
            resolve_by = v.resolve_by, bounces = v.bounces, reopenings = v.reopenings, merged_into = v.merged_into,
            taken_at = v.taken_at, pauses = v.pauses
        FROM unnest(
            \(incidents.map(\.id)), \(incidents.map(\.category.rawValue)), \(incidents.map(\.severity.rawValue)),
            \(incidents.map(\.stage.rawValue)), \(incidents.map(\.area.digits)),
            \(incidents.map(\.responsible.description)),
            \(incidents.map(\.rule.rawValue)), \(incidents.map { Int16($0.rung) }),
            \(incidents.map { Int32($0.reports) }), \(incidents.map { Int32($0.sequence) }),
            \(incidents.map(\.assignedAt)), \(incidents.map(\.acceptedAt)), \(incidents.map(\.resolvedAt)),
            \(incidents.map(\.closedAt)), \(incidents.map { $0.offeredTo?.description }),
            \(incidents.map(\.askedAt)), \(incidents.map(\.answerBy)), \(incidents.map(\.resolveBy)),
            \(incidents.map { Int16($0.bounces) }), \(incidents.map { Int16($0.reopenings) }),
            \(incidents.map(\.mergedInto)), \(incidents.map(\.takenAt)), \(incidents.map { pauses($0.pauses) }))
            AS v (id, category, severity, stage, area_code, responsible, rule, rung, reports, sequence,
                  assigned_at, accepted_at, resolved_at, closed_at, offered_to, asked_at, answer_by, resolve_by,
                  bounces, reopenings, merged_into, taken_at, pauses)
        WHERE i.id = v.id
        """
    }

    private static var select: SQL {
        """
        SELECT id, number, area_code, place, text, edition, opened_at, category, severity, stage, responsible, rule,
               rung, reports, sequence, assigned_at, accepted_at, resolved_at, closed_at, offered_to, asked_at,
               answer_by, resolve_by, bounces, reopenings, merged_into, taken_at, pauses
        FROM incident
        """
    }

    private static func lock(_ locked: Bool) -> SQL { locked ? "FOR UPDATE" : "" }

    /// Reads rows of `select`.
    @Sendable private static func incidents(_ result: PostgresResult) throws -> [Incident] {
        try result.rows.map { row in
            var incident = try opened(row)
            incident.offeredTo = try row.decode(19, as: String?.self).flatMap { Responsible($0) }
            incident.askedAt = try row.decode(20)
            incident.answerBy = try row.decode(21)
            incident.resolveBy = try row.decode(22)
            incident.bounces = Int(try row.decode(23, as: Int16.self))
            incident.reopenings = Int(try row.decode(24, as: Int16.self))
            incident.mergedInto = try row.decode(25)
            incident.takenAt = try row.decode(26)
            incident.pauses = pauses(try row.decode(27, as: String.self))
            return incident
        }
    }

    private static func opened(_ row: PostgresRow) throws -> Incident {
        guard let area = AreaCode(try row.decode(2, as: String.self)) else {
            throw StoreError.unknownWord(try row.decode(2), table: "incident", column: "area_code")
        }
        guard let responsible = Responsible(try row.decode(10, as: String.self)) else {
            throw StoreError.unknownWord(try row.decode(10), table: "incident", column: "responsible")
        }
        return Incident(
            id: try row.decode(0), number: try row.decode(1), area: area, place: try row.decode(3),
            text: try row.decode(4), edition: try row.decode(5), openedAt: try row.decode(6),
            category: try word(row, 7, "category"), severity: try word(row, 8, "severity"),
            stage: try word(row, 9, "stage"), responsible: responsible, rule: try word(row, 11, "rule"),
            rung: Int(try row.decode(12, as: Int16.self)), reports: Int(try row.decode(13, as: Int32.self)),
            sequence: Int(try row.decode(14, as: Int32.self)), assignedAt: try row.decode(15),
            acceptedAt: try row.decode(16), resolvedAt: try row.decode(17), closedAt: try row.decode(18))
    }

    /// `1772413200-1772499600 …`: seconds since 1970, in order.
    private static func pauses(_ pauses: [Range<Date>]) -> String {
        func seconds(_ date: Date) -> String { "\(Int64(date.timeIntervalSince1970.rounded()))" }
        return pauses.map { "\(seconds($0.lowerBound))-\(seconds($0.upperBound))" }.joined(separator: " ")
    }

    private static func pauses(_ text: String) -> [Range<Date>] {
        text.split(separator: " ").compactMap { pause in
            let ends = pause.split(separator: "-").compactMap { Double($0).map(Date.init(timeIntervalSince1970:)) }
            guard ends.count == 2, ends[0] < ends[1] else { return nil }
            return ends[0]..<ends[1]
        }
    }

    private static func word<Word: RawRepresentable>(
        _ row: PostgresRow, _ column: Int, _ name: String
    ) throws -> Word where Word.RawValue == String {
        let text = try row.decode(column, as: String.self)
        guard let word = Word(rawValue: text) else {
            throw StoreError.unknownWord(text, table: "incident", column: name)
        }
        return word
    }
}
