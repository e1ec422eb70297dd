package import Domain
package import Foundation
import Postgres

/// A notice as a line of a list.
package struct NoticeLine: Sendable, Equatable {
    package let key: String
    package let purpose: String
    package let priority: String
    package let incident: String?
    /// With how to answer, where it asks something.
    package let text: String
    package let requestedAt: Date
    package let expiresAt: Date?
    package let stoppedAt: Date?
    package let heldAt: Date?
    package let segments: Int
    /// How many deliveries are in each state, `held …` by the reason's name.
    package let states: [(state: String, count: Int)]
    /// When the next of them goes, if any is still to go.
    package let nextAt: Date?

    package static func == (left: NoticeLine, right: NoticeLine) -> Bool { left.key == right.key }
}

/// One text of a notice, for a person who looks.
package struct NoticeDeliveryLine: Sendable {
    package let id: Int64
    package let phone: PhoneNumber?
    package let state: String
    package let held: String?
    package let dueAt: Date
    package let gateway: String?
    package let tries: Int
    package let resends: Int
    package let submittedAt: Date?
    package let settledAt: Date?
    package let problem: String?
}

/// Notices for a person to look through.
package enum NoticeListStore {
    /// The latest first, at most `limit`.
    package static func list(_ filter: NoticeFilter, limit: Int) -> Statement<[NoticeLine]> {
        Statement(
            """
            WITH chosen AS (
                SELECT n.* FROM notice n WHERE \(raw: filter.condition) ORDER BY n.id DESC LIMIT \(limit))
            SELECT c.key, c.purpose, c.priority, c.incident, c.text, c.question, c.requested_at, c.expires_at, c.stopped_at,
                c.held_at, coalesce(max(s.segments), 0)::int,
                coalesce(array_agg(s.word ORDER BY s.word) FILTER (WHERE s.word IS NOT NULL), '{}'),
                coalesce(array_agg(s.count ORDER BY s.word) FILTER (WHERE s.word IS NOT NULL), '{}'), min(s.next)
            FROM chosen c LEFT JOIN LATERAL (
                SELECT \(raw: NoticeLedger.word) || coalesce(' ' || d.held, '') AS word, count(*) AS count,
                    max(d.segments) AS segments,
                    min(d.due_at) FILTER (WHERE d.state IN ('pending', 'sending', 'ambiguous')) AS next
                FROM delivery d WHERE d.notice_id = c.id GROUP BY 1) s ON true
            GROUP BY c.id, c.key, c.purpose, c.priority, c.incident, c.text, c.question, c.requested_at, c.expires_at,
                c.stopped_at, c.held_at
            ORDER BY c.id DESC
            """
        ) { result in try result.rows.map(line) }
    }

    /// The texts of one notice: those that failed first, then what is still to go.
    package static func deliveries(of key: String, limit: Int) -> Statement<[NoticeDeliveryLine]> {
        Statement(
            """
            SELECT d.id, d.phone, \(raw: NoticeLedger.word), d.held, d.due_at, d.gateway, d.tries, d.resends, d.submitted_at,
                d.settled_at, d.problem
            FROM delivery d JOIN notice n ON n.id = d.notice_id WHERE n.key = \(key)
            ORDER BY array_position(ARRAY['failed', 'unknown', 'expired', 'ambiguous', 'sending', 'pending'], d.state) NULLS LAST,
                d.id LIMIT \(limit)
            """
        ) { result in try result.rows.map(delivery) }
    }

    private static func line(_ row: PostgresRow) throws -> NoticeLine {
        let words = try row.decode(11, as: [String].self)
        let counts = try row.decode(12, as: [Int64].self)
        let question = try row.decode(5, as: String?.self).flatMap(NoticeQuestion.init)
        return NoticeLine(
            key: try row.decode(0), purpose: try row.decode(1), priority: try row.decode(2),
            incident: try row.decode(3), text: try row.decode(4, as: String.self) + (question?.plea() ?? ""),
            requestedAt: try row.decode(6), expiresAt: try row.decode(7), stoppedAt: try row.decode(8),
            heldAt: try row.decode(9), segments: Int(try row.decode(10, as: Int32.self)),
            states: zip(words, counts).map { ($0, Int($1)) }, nextAt: try row.decode(13))
    }

    private static func delivery(_ row: PostgresRow) throws -> NoticeDeliveryLine {
        NoticeDeliveryLine(
            id: try row.decode(0), phone: PhoneNumber(try row.decode(1, as: String.self)), state: try row.decode(2),
            held: try row.decode(3), dueAt: try row.decode(4), gateway: try row.decode(5),
            tries: Int(try row.decode(6, as: Int16.self)), resends: Int(try row.decode(7, as: Int16.self)),
            submittedAt: try row.decode(8), settledAt: try row.decode(9), problem: try row.decode(10))
    }
}
