package import Domain
package import Foundation
import Postgres

/// Audiences to phones, for a whole batch of notices in one statement.
package enum NoticeAudienceStore {
    /// One term of one notice of the batch.
    struct Term {
        let key: String
        let isRemoved: Bool
        let term: AudienceTerm
    }

    /// Makes the deliveries of notices saved just before in the same transaction: one a phone and notice, for ever.
    /// A notice that another event asked for first is left as it is. Returns the keys of those that reach nobody: their
    /// audience has no telephone number. Nil if there is nothing to expand.
    /// - Parameter areas: a step of a large audience, as it stood when it was asked for.
    package static func expand(
        _ notices: [NewNotice], areas: NoticeExpansion.Areas? = nil, at now: Date
    ) -> Statement<[String]>? {
        let branches = NoticeAudienceTerms(notices.flatMap(terms), now: areas?.asOf ?? now, areas: areas).branches
        guard let first = branches.first else { return nil }
        let phones = branches.dropFirst().reduce(first) { "\(raw: $0) UNION ALL \(raw: $1)" }
        let dues = notices.map { $0.hold?.until ?? now }
        let sql: SQL = """
            WITH asked AS (
                SELECT n.id, v.key, v.priority, v.held, v.due_at, v.segments, n.question, n.incident
                FROM unnest(\(notices.map(\.request.key)), \(notices.map(\.cause.bytes)),
                            \(notices.map { Int16($0.request.priority.order) }), \(notices.map { $0.hold?.name }),
                            \(dues), \(notices.map { Int16(clamping: $0.segments) }))
                     AS v (key, cause, priority, held, due_at, segments)
                JOIN notice n ON n.key = v.key AND n.cause = v.cause),
            found AS (\(raw: phones)),
            phones AS (SELECT key, removed, \(raw: domestic) AS phone FROM found WHERE phone IS NOT NULL),
            made AS (
                INSERT INTO delivery (notice_id, phone, state, held, priority, due_at, segments)
                SELECT a.id, p.phone, 'pending', a.held, a.priority, a.due_at, a.segments
                FROM phones p JOIN asked a ON a.key = p.key
                WHERE p.phone ~ '^[+]?[0-9]{3,15}$'
                GROUP BY a.id, p.phone, a.held, a.priority, a.due_at, a.segments
                HAVING NOT bool_or(p.removed)
                ORDER BY a.id, p.phone
                ON CONFLICT (notice_id, phone) DO NOTHING
                RETURNING id, notice_id, phone),
            questioned AS (
                INSERT INTO question (delivery_id, phone, kind, incident, letter, is_lettered, asked_at, until_at)
                SELECT q.id, q.phone, q.question, q.incident, (coalesce(o.letter + 1, 0) + q.place) % 26,
                    coalesce(o.letter + 1, 0) + q.place > 0, \(now), \(NoticeQuestion.answerableUntil(now))
                FROM (
                    SELECT m.id, m.phone, a.question, a.incident,
                        row_number() OVER (PARTITION BY m.phone ORDER BY m.id)::int - 1 AS place
                    FROM made m JOIN asked a ON a.id = m.notice_id WHERE a.question IS NOT NULL) q
                LEFT JOIN LATERAL (
                    SELECT letter FROM question WHERE phone = q.phone AND closed_at IS NULL AND until_at > \(now)
                    ORDER BY asked_at DESC, delivery_id DESC LIMIT 1) o ON true)
            SELECT a.key FROM asked a WHERE NOT EXISTS (SELECT FROM made m WHERE m.notice_id = a.id) ORDER BY a.key
            """
        return Statement(sql) { result in try result.rows.map { try $0.decode(0) } }
    }

    /// How many telephones an audience has now, without writing anything.
    package static func size(of audience: Audience, at now: Date) -> Statement<Int> {
        let terms =
            audience.add.map { Term(key: "", isRemoved: false, term: $0) }
            + audience.remove.map { Term(key: "", isRemoved: true, term: $0) }
        let branches = NoticeAudienceTerms(terms, now: now).branches
        let phones = branches.dropFirst().reduce(branches.first ?? nobody) { "\(raw: $0) UNION ALL \(raw: $1)" }
        return Statement(
            """
            WITH found AS (\(raw: phones)), phones AS (SELECT removed, \(raw: domestic) AS phone FROM found)
            SELECT count(*) FROM (
                SELECT FROM phones WHERE phone ~ '^[+]?[0-9]{3,15}$' GROUP BY phone HAVING NOT bool_or(removed)) p
            """
        ) { result in try result.rows.first?.decode(0) ?? 0 }
    }

    private static let nobody: SQL = "SELECT '' AS key, false AS removed, NULL::text AS phone"

    /// One spelling of one phone, the same as `PhoneNumber` has.
    private static let domestic: SQL =
        "regexp_replace(translate(phone, ' -()', ''), '^([+]86|0086)(?=1[0-9]{10}$)', '')"

    private static func terms(_ notice: NewNotice) -> [Term] {
        let audience = notice.request.audience
        return audience.add.map { Term(key: notice.request.key, isRemoved: false, term: $0) }
            + audience.remove.map { Term(key: notice.request.key, isRemoved: true, term: $0) }
    }
}
