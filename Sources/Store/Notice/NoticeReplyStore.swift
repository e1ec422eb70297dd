package import Domain
package import Foundation
package import Postgres

/// What is known of a phone that somebody replied from.
package struct NoticeReplier: Sendable, Equatable {
    /// Asked of this phone and not yet closed.
    package struct Question: Sendable, Equatable {
        package let delivery: Int64
        package let kind: NoticeQuestion
        package let incident: String?
        package let letter: String
        package let askedAt: Date
    }

    /// The latest first.
    package var questions: [Question] = []
    package var officer: Int64?
    /// The unit that this officer leads.
    package var unit: AreaCode?
    package var department: String?
    /// Where the household lives whose head has this phone.
    package var home: AreaCode?
    package var isOptedOut = false
    /// How many texts that only help were sent to it within the last hour.
    package var helps = 0

    package init() {}

    /// Somebody whom the fleet knows.
    package var isKnown: Bool { officer != nil || department != nil || home != nil || !questions.isEmpty }
}

/// Questions, answers, and who wants nothing.
package enum NoticeReplyStore {
    /// Phones that were asked something about an incident, and those that answered.
    package struct Answers: Sendable, Equatable {
        package let kind: String
        package let asked: Int64
        package let answered: Int64
    }

    /// By what was asked, for one incident.
    package static func answers(ofIncident number: String) -> Statement<[Answers]> {
        Statement(
            """
            SELECT kind, count(DISTINCT phone), count(DISTINCT phone) FILTER (WHERE answer IS NOT NULL)
            FROM question WHERE incident = \(number) GROUP BY kind ORDER BY kind
            """
        ) { result in
            try result.rows.map {
                Answers(kind: try $0.decode(0), asked: try $0.decode(1), answered: try $0.decode(2))
            }
        }
    }

    /// Doors of the households that were called to an incident and have not answered; fifty at most.
    package static func silent(ofIncident number: String) -> Statement<[String]> {
        Statement(
            """
            SELECT DISTINCT h.address FROM question q JOIN household h ON h.head_phone = q.phone
            WHERE q.incident = \(number) AND q.kind = 'coming' AND q.answer IS NULL ORDER BY 1 LIMIT 50
            """
        ) { try $0.rows.map { try $0.decode(0) } }
    }

    /// How many neighbours were called to these incidents, and how many of them have answered.
    package static func called(to numbers: [String]) -> Statement<[String: CalledAnswers]> {
        Statement(
            """
            SELECT incident, count(DISTINCT phone), count(DISTINCT phone) FILTER (WHERE answer IS NOT NULL)
            FROM question WHERE incident = ANY(\(numbers)) AND kind = 'coming' GROUP BY incident
            """
        ) { result in
            var answers: [String: CalledAnswers] = [:]
            for row in result.rows {
                answers[try row.decode(0)] = CalledAnswers(
                    asked: Int(try row.decode(1, as: Int64.self)), answered: Int(try row.decode(2, as: Int64.self)))
            }
            return answers
        }
    }

    /// Makes replies of one phone be looked at one after the other, by whichever replica. Goes before `load`.
    package static func lock(_ phones: [String], at now: Date) -> Statement<Void> {
        Statement(
            """
            INSERT INTO replier (phone, helps_since) SELECT phone, \(now) FROM unnest(\(phones)) AS p (phone)
            GROUP BY phone ORDER BY phone
            ON CONFLICT (phone) DO UPDATE SET phone = excluded.phone
            """
        ) { _ in }
    }

    /// What is known of these phones; needs `lock` before it.
    package static func load(_ phones: [String], at now: Date) -> Statement<[String: NoticeReplier]> {
        Statement(
            """
            WITH phones AS (SELECT DISTINCT phone FROM unnest(\(phones)) AS p (phone)), open AS (
                SELECT q.phone, q.delivery_id, q.kind, q.incident, q.letter, q.asked_at
                FROM question q JOIN delivery d ON d.id = q.delivery_id
                LEFT JOIN incident i ON i.number = q.incident
                WHERE q.phone = ANY(\(phones)) AND q.closed_at IS NULL AND q.until_at > \(now)
                    AND d.state IN ('sending', 'ambiguous', 'unknown', 'submitted', 'delivered')
                    -- Nobody acts on what has ended; a mark may still begin it again.
                    AND (i.closed_at IS NULL OR q.kind = 'mark'))
            SELECT phone, 'question', delivery_id, kind, incident, letter, asked_at FROM open
            UNION ALL
            SELECT p.phone, 'officer', o.id, u.code, NULL, 0, NULL FROM phones p JOIN officer o ON o.phone = p.phone
            LEFT JOIN LATERAL (
                SELECT a.code FROM post t JOIN area a ON a.id = t.area_id
                WHERE t.officer_id = o.id AND t.role = 'unitLeader' AND t.since <= \(now) AND t.until > \(now)
                ORDER BY a.code LIMIT 1) u ON true
            UNION ALL
            SELECT p.phone, 'department', 0, d.name, NULL, 0, NULL FROM phones p JOIN department d ON d.phone = p.phone
            UNION ALL
            SELECT p.phone, 'home', h.id, a.code, NULL, 0, NULL FROM phones p
            JOIN household h ON h.head_phone = p.phone
            JOIN household_area l ON l.household_id = h.id AND l.since <= \(now) AND l.until > \(now)
            JOIN area a ON a.id = l.area_id
            UNION ALL
            SELECT p.phone, 'out', 0, NULL, NULL, 0, NULL FROM phones p JOIN opt_out o ON o.phone = p.phone
            UNION ALL
            SELECT r.phone, 'helps', r.helps, NULL, NULL, 0, NULL FROM replier r
            WHERE r.phone = ANY(\(phones)) AND r.helps_since > \(now.addingTimeInterval(-3600))
            """, read: repliers)
    }

    /// What was answered, whether somebody wants notices at all, and that a phone was sent help.
    package static func save(
        _ answer: NoticeAnswer?, _ consent: NoticeConsent?, helped: PhoneNumber?, at now: Date
    ) -> [SQL] {
        [answer.map { save($0, at: now) }, consent.map { save($0, at: now) }, helped.map { help($0, at: now) }]
            .compactMap { $0 }
    }

    private static func help(_ phone: PhoneNumber, at now: Date) -> SQL {
        """
        UPDATE replier SET
            helps = CASE WHEN helps_since > \(now.addingTimeInterval(-3600)) THEN helps + 1 ELSE 1 END,
            helps_since = CASE WHEN helps_since > \(now.addingTimeInterval(-3600)) THEN helps_since ELSE \(now) END
        WHERE phone = \(phone.digits)
        """
    }

    private static func save(_ answer: NoticeAnswer, at now: Date) -> SQL {
        """
        UPDATE question SET answer = \(answer.answer), answered_at = \(now),
            closed_at = CASE WHEN \(answer.isLast) THEN \(now)::timestamptz ELSE closed_at END
        WHERE delivery_id = \(answer.delivery)
        """
    }

    private static func save(_ consent: NoticeConsent, at now: Date) -> SQL {
        switch consent {
        case .out(let phone, let source, let event, let words):
            """
            INSERT INTO opt_out (phone, since, source, event_id, words)
            VALUES (\(phone.digits), \(now), \(source), \(event), \(words)) ON CONFLICT (phone) DO NOTHING
            """
        case .back(let phone): "DELETE FROM opt_out WHERE phone = \(phone.digits)"
        }
    }

    @Sendable private static func repliers(_ result: PostgresResult) throws -> [String: NoticeReplier] {
        var found: [String: NoticeReplier] = [:]
        for row in result.rows {
            let phone = try row.decode(0, as: String.self)
            try add(row, to: &found[phone, default: NoticeReplier()])
        }
        for phone in found.keys {
            found[phone]?.questions.sort { ($0.askedAt, $0.delivery) > ($1.askedAt, $1.delivery) }
        }
        return found
    }

    private static func add(_ row: PostgresRow, to replier: inout NoticeReplier) throws {
        let word = try row.decode(3, as: String?.self)
        switch try row.decode(1, as: String.self) {
        case "question":
            guard let kind = word.flatMap(NoticeQuestion.init) else { return }
            replier.questions.append(
                .init(
                    delivery: try row.decode(2), kind: kind, incident: try row.decode(4),
                    letter: NoticeQuestion.letter(Int(try row.decode(5, as: Int32.self))), askedAt: try row.decode(6)))
        case "officer":
            let officer: Int64 = try row.decode(2)
            replier.officer = replier.officer ?? officer
            replier.unit = replier.unit ?? word.flatMap { AreaCode($0) }
        case "department": replier.department = replier.department ?? word
        case "home": replier.home = replier.home ?? word.flatMap { AreaCode($0) }
        case "out": replier.isOptedOut = true
        default: replier.helps = Int(try row.decode(2, as: Int64.self))
        }
    }
}
