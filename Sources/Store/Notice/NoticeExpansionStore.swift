package import Domain
package import Foundation
package import Postgres

/// A notice to so many that its deliveries are made in steps.
package struct NoticeExpansion: Sendable {
    /// The areas of one step, by their ids, and the time at which people lived there.
    package struct Areas: Sendable, Equatable {
        let after: Int64
        let last: Int64
        let asOf: Date

        var isFirst: Bool { after == 0 }

        /// Those that are no area's heads, of a notice none of whose areas is there.
        package static func none(asOf: Date) -> Areas { Areas(after: 0, last: 0, asOf: asOf) }
    }

    package let id: Int64
    package let key: String
    package let request: NoticeRequest
    package let cause: EventKey
    /// As it stands in the store.
    package let audience: JSONText
    package let requestedAt: Date
    let after: Int64

    /// Nothing is done yet.
    package var isNew: Bool { after == 0 }

    /// - Parameter audience: as it is read from the row.
    package init(_ row: NoticeExpansionRow, audience: Audience) {
        id = row.id
        key = row.key
        request = NoticeRequest(
            key: row.key, purpose: row.purpose, priority: row.priority, audience: audience, text: row.text,
            incident: row.incident, notBefore: row.notBefore, expiresAt: row.expiresAt, question: row.question)
        cause = row.cause
        self.audience = row.audience
        requestedAt = row.requestedAt
        after = row.after
    }
}

/// Its row, whose audience nobody has read yet.
package struct NoticeExpansionRow: Sendable {
    package let id: Int64
    /// The notice's key.
    package let key: String
    let purpose: String
    let priority: NoticePriority
    let text: String
    let incident: String?
    let notBefore: Date?
    let expiresAt: Date?
    let question: NoticeQuestion?
    let cause: EventKey
    /// JSON, as on the wire.
    package let audience: JSONText
    let requestedAt: Date
    let after: Int64
}

/// Large audiences on their way to deliveries. The place that a step has reached is saved with its deliveries.
package enum NoticeExpansionStore {
    /// Heads in one step, about.
    private static let size = 10_000

    /// When the next step of any is due.
    package static func nextDue() -> Statement<Date?> {
        Statement("SELECT min(expand_at) FROM notice WHERE expand_at IS NOT NULL") {
            try $0.rows.first?.decode(0, as: Date?.self) ?? nil
        }
    }

    /// Takes the most urgent one. Its row stays locked for the step, so that no other replica does the same.
    package static func claim(at now: Date) -> Statement<[NoticeExpansionRow]> {
        Statement(
            """
            SELECT id, key, purpose, priority, text, incident, not_before, expires_at, question, cause, audience,
                requested_at, expand_from
            FROM notice WHERE expand_at <= \(now)
            ORDER BY array_position(ARRAY['emergency', 'urgent'], priority) NULLS LAST, requested_at
            LIMIT 1 FOR UPDATE SKIP LOCKED
            """
        ) { result in try result.rows.map(row) }
    }

    /// The next areas of a notice, about ten thousand households; nil when all are done. One that was stopped has none.
    package static func next(_ notice: NoticeExpansion) -> Statement<NoticeExpansion.Areas?> {
        let codes = notice.request.audience.add.compactMap {
            if case .heads(let code) = $0 { code.digits } else { nil }
        }
        let now = notice.requestedAt
        let heirs = AreaHeirs.tables(of: "SELECT DISTINCT unnest(\(codes))", at: now)
        return Statement(
            """
            WITH RECURSIVE \(raw: heirs), open AS (
                SELECT DISTINCT a.id
                FROM (SELECT code FROM ended UNION SELECT code FROM asked) c
                JOIN area a ON a.code ~>=~ c.code AND a.code ~<~ (c.code || ':')
                WHERE a.id > \(notice.after)
                    AND NOT EXISTS (SELECT FROM notice WHERE id = \(notice.id) AND stopped_at IS NOT NULL)
                ORDER BY a.id LIMIT 600),
            counted AS (
                SELECT o.id, sum(l.heads) OVER (ORDER BY o.id) AS heads FROM open o CROSS JOIN LATERAL (
                    SELECT count(*) AS heads FROM household_area
                    WHERE area_id = o.id AND since <= \(now) AND until > \(now)) l)
            SELECT coalesce(max(id) FILTER (WHERE heads <= \(Self.size)), min(id)) FROM counted
            """
        ) { result in
            guard let last = try result.rows.first?.decode(0, as: Int64?.self) ?? nil else { return nil }
            return NoticeExpansion.Areas(after: notice.after, last: last, asOf: now)
        }
    }

    /// Looks at these again at `until`.
    package static func setAside(_ ids: [Int64], until: Date) -> Statement<Void> {
        Statement("UPDATE notice SET expand_at = \(until) WHERE id = ANY(\(ids.sorted())) AND expand_at < \(until)") {
            _ in
        }
    }

    /// How far it is now; nil areas mean that all is done. Returns whether anybody is told.
    package static func advance(_ notice: NoticeExpansion, to areas: NoticeExpansion.Areas?) -> Statement<Bool> {
        Statement(
            """
            UPDATE notice SET expand_from = \(areas?.last ?? notice.after),
                expand_at = CASE WHEN \(areas != nil) THEN expand_at END
            WHERE id = \(notice.id)
            RETURNING EXISTS (SELECT FROM delivery WHERE notice_id = \(notice.id))
            """
        ) { try $0.rows.first?.decode(0) ?? false }
    }

    private static func row(_ row: PostgresRow) throws -> NoticeExpansionRow {
        let word = try row.decode(3, as: String.self)
        guard let priority = NoticePriority(rawValue: word) else {
            throw StoreError.unknownWord(word, table: "notice", column: "priority")
        }
        return NoticeExpansionRow(
            id: try row.decode(0), key: try row.decode(1), purpose: try row.decode(2), priority: priority,
            text: try row.decode(4), incident: try row.decode(5), notBefore: try row.decode(6),
            expiresAt: try row.decode(7),
            question: try row.decode(8, as: String?.self).flatMap(NoticeQuestion.init),
            cause: EventKey(bytes: try row.decode(9)), audience: try row.decode(10), requestedAt: try row.decode(11),
            after: try row.decode(12))
    }
}
