package import Domain
package import Foundation
package import Postgres

/// What became of one claimed delivery for now.
package struct NoticeDeliveryChange: Sendable, Equatable {
    /// Where it stands now; the claim has ended.
    package enum State: String, Sendable {
        case pending, ambiguous, unknown, submitted, delivered, failed, expired, stopped
    }

    package let id: Int64
    /// The claim under which it is recorded; a later claim makes this record void.
    package let tries: Int
    package let state: State
    /// Why it waits, for `pending` alone.
    package let held: String?
    /// When it is looked at again, for `pending` and `ambiguous`.
    package let dueAt: Date?
    /// The carrier's names of the message, or of its parts.
    package let messageIDs: [String]
    package let problem: String?

    package init(
        _ delivery: Delivery, _ state: State, held: String? = nil, dueAt: Date? = nil, messageIDs: [String] = [],
        problem: String? = nil
    ) {
        id = delivery.id
        tries = delivery.tries
        self.state = state
        self.held = held
        self.dueAt = dueAt
        self.messageIDs = messageIDs
        self.problem = problem
    }
}

/// Deliveries on their way: claimed, sent, recorded.
package enum NoticeDeliveryStore {
    /// When the next one of these priorities is due on the fleet's clock: the first entry of the index for each.
    package static func nextDue(_ priorities: [NoticePriority]) -> Statement<Date?> {
        Statement(
            """
            SELECT min(d.due_at) FROM unnest(\(priorities.map { Int16($0.order) })) AS p (priority)
            CROSS JOIN LATERAL (
                SELECT due_at FROM delivery
                WHERE state IN ('pending', 'sending', 'ambiguous') AND priority = p.priority
                ORDER BY due_at LIMIT 1) d
            """
        ) { try $0.rows.first?.decode(0, as: Date?.self) ?? nil }
    }

    /// Takes due deliveries of these priorities, the most urgent first.
    /// - Parameters:
    ///   - lease: real seconds, by the database's clock: a process that died is about processes, not the domain.
    ///   - gateway: gets what no other rule sends elsewhere: nearly all, so that a text is not written twice.
    ///   - midnight: when the day began, for the number of texts that a phone has had.
    ///   - leaseEnd: the same moment on the fleet's clock, so that a claimed row is not the next one due.
    package static func claim(
        _ priorities: [NoticePriority], limit: Int, at now: Date, lease: Double, leaseEnd: Date,
        gateway: String?, midnight: Date
    ) -> Statement<[Delivery]> {
        Statement(
            """
            WITH due AS (
                SELECT d.id, d.state, d.priority, d.held, d.resends FROM unnest(\(priorities.map { Int16($0.order) })) AS p (priority)
                CROSS JOIN LATERAL (
                    SELECT id, state, priority, held, resends FROM delivery
                    WHERE state IN ('pending', 'sending', 'ambiguous') AND priority = p.priority
                      AND due_at <= \(now) AND (claimed_until < clock_timestamp()
                        OR claimed_until > clock_timestamp() + make_interval(secs => \(2 * lease)))
                    -- One phone's side by side, so that they can be folded.
                    ORDER BY due_at, phone LIMIT \(limit) FOR UPDATE SKIP LOCKED) d
                ORDER BY d.priority LIMIT \(limit))
            UPDATE delivery d
            SET state = 'sending', held = NULL,
                gateway = CASE WHEN due.state = 'pending' THEN \(gateway as String?) ELSE d.gateway END,
                tries = (d.tries % 32000) + 1,
                claimed_until = clock_timestamp() + make_interval(secs => \(lease)), due_at = \(leaseEnd),
                resends = d.resends
                    + (due.state <> 'pending' AND d.priority = 0 AND n.stopped_at IS NULL AND n.held_at IS NULL
                       AND (n.expires_at IS NULL OR n.expires_at > \(now)) AND i.id IS NULL
                       AND d.resends < \(Int16(DeliveryStep.resendLimit)))::int::smallint
            FROM due LEFT JOIN question q ON q.delivery_id = due.id, notice n
                -- The incident, where it has gone on past what is said.
                LEFT JOIN incident i ON i.number = n.incident AND i.stage <> ALL(n.stages)
            WHERE d.id = due.id AND n.id = d.notice_id
            RETURNING d.id, d.id || '-' || \(raw: referenceTag), d.phone, coalesce(d.text, n.text), n.priority, d.tries,
                      due.state <> 'pending', n.stopped_at IS NOT NULL, n.not_before, n.expires_at,
                      n.held_at IS NOT NULL, q.kind, CASE WHEN q.is_lettered THEN q.letter END,
                      EXISTS (SELECT FROM opt_out o WHERE o.phone = d.phone), due.resends, n.purpose, d.gateway, due.held,
                      d.text IS NOT NULL,
                      CASE WHEN n.priority = 'normal' AND q.kind IS NULL THEN (
                          SELECT count(*) FROM delivery s WHERE s.phone = d.phone AND s.submitted_at >= \(midnight))
                      ELSE 0 END, i.id IS NOT NULL
            """, read: deliveries)
    }

    /// Which carrier gets them, known before it can have got them.
    package static func assign(_ gateways: [(id: Int64, name: String)]) -> SQL {
        let gateways = gateways.sorted { $0.id < $1.id }
        return """
            UPDATE delivery d SET gateway = v.gateway
            FROM unnest(\(gateways.map(\.id)), \(gateways.map(\.name))) AS v (id, gateway) WHERE d.id = v.id
            """
    }

    /// Looks at these again at `until`.
    package static func setAside(_ ids: [Int64], until: Date) -> Statement<Void> {
        Statement(
            """
            UPDATE delivery SET due_at = \(until)
            WHERE id = ANY(\(ids.sorted())) AND state IN ('pending', 'sending', 'ambiguous') AND due_at < \(until)
            """
        ) { _ in }
    }

    /// Records what became of claimed deliveries; a receipt that came first stays. Returns those whose end is known now.
    package static func record(_ changes: [NoticeDeliveryChange], at now: Date) -> Statement<[SettledDelivery]> {
        let changes = changes.sorted { $0.id < $1.id }
        return Statement(
            """
            UPDATE delivery d
            SET state = v.state, held = v.held, due_at = coalesce(v.due_at, d.due_at), problem = v.problem,
                message_id = coalesce(v.message_id, d.message_id), claimed_until = '-infinity',
                submitted_at = CASE WHEN v.message_id IS NULL THEN d.submitted_at ELSE \(now) END,
                settled_at = CASE WHEN v.state IN ('delivered', 'failed', 'expired', 'stopped', 'unknown')
                    THEN \(now) END
            FROM unnest(\(changes.map(\.id)), \(changes.map { Int16(clamping: $0.tries) }),
                        \(changes.map(\.state.rawValue)), \(changes.map(\.held)), \(changes.map(\.dueAt)),
                        \(changes.map(\.messageIDs.first)), \(changes.map(\.problem)))
                 AS v (id, tries, state, held, due_at, message_id, problem), notice n
            WHERE d.id = v.id AND d.state = 'sending' AND d.tries = v.tries AND n.id = d.notice_id
            RETURNING \(raw: NoticeReceiptStore.settledColumns)
            """, read: NoticeReceiptStore.settled)
    }

    /// The parts that the carrier receipts one by one; before `record`, in the same transaction. Nil if there are none.
    package static func parts(_ changes: [NoticeDeliveryChange]) -> SQL? {
        let parts = changes.filter { $0.messageIDs.count > 1 }.sorted { $0.id < $1.id }
            .flatMap { change in change.messageIDs.map { (change, $0) } }
        guard !parts.isEmpty else { return nil }
        return """
            INSERT INTO delivery_part (delivery_id, message_id, gateway)
            SELECT d.id, v.message_id, d.gateway
            FROM unnest(\(parts.map(\.0.id)), \(parts.map { Int16(clamping: $0.0.tries) }), \(parts.map(\.1)))
                 AS v (id, tries, message_id)
            JOIN delivery d ON d.id = v.id AND d.tries = v.tries AND d.gateway IS NOT NULL
            ON CONFLICT DO NOTHING
            """
    }

    /// The second half of our name of a message, from what makes a delivery unique, so that a number that a restored
    /// database gives out again is not taken for the old message.
    static let referenceTag: SQL =
        "left(encode(sha256(convert_to(n.key || E'\\n' || d.phone, 'UTF8')), 'hex'), 8)"

    @Sendable private static func deliveries(_ result: PostgresResult) throws -> [Delivery] {
        let deliveries = try result.rows.map(delivery)
        return deliveries.sorted { ($0.priority.order, $0.id) < ($1.priority.order, $1.id) }
    }

    private static func delivery(_ row: PostgresRow) throws -> Delivery {
        let word = try row.decode(4, as: String.self)
        guard let priority = NoticePriority(rawValue: word) else {
            throw StoreError.unknownWord(word, table: "notice", column: "priority")
        }
        let letter = try row.decode(12, as: Int16?.self).map { NoticeQuestion.letter(Int($0)) }
        let question = try row.decode(11, as: String?.self).flatMap(NoticeQuestion.init)
        return Delivery(
            id: try row.decode(0), reference: try row.decode(1), phone: try row.decode(2),
            text: try row.decode(3, as: String.self) + (question?.plea(letter: letter ?? "") ?? ""),
            priority: priority, tries: try row.decode(5), isAmbiguous: try row.decode(6),
            resends: Int(try row.decode(14, as: Int16.self)), purpose: try row.decode(15),
            gateway: try row.decode(16), isStopped: try row.decode(7),
            isOvertaken: try row.decode(20), isHeld: try row.decode(10), isOptedOut: try row.decode(13),
            isQuestion: question != nil,
            isFold: try row.decode(18), held: try row.decode(17), sentToday: try row.decode(19),
            notBefore: try row.decode(8), expiresAt: try row.decode(9))
    }
}
