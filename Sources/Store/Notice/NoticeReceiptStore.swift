package import Domain
package import Foundation
package import Postgres

/// Carriers' receipts, matched to deliveries by our reference or by the carrier's own name of the message.
package enum NoticeReceiptStore {
    /// Which of the receipts, by their place in the list, belong to a delivery.
    package static func known(_ receipts: [CarrierReceipt], gateway: String) -> Statement<Set<Int>> {
        Statement(
            """
            SELECT place FROM (\(raw: matches(receipts, gateway: gateway))) m
            UNION SELECT place FROM (\(raw: parts(receipts, gateway: gateway))) p
            """
        ) { result in Set(try result.rows.map { try $0.decode(0, as: Int.self) }) }
    }

    /// What is said of parts of long texts; before `record`, in the same transaction. Nil if nothing can be.
    package static func recordParts(_ receipts: [CarrierReceipt], gateway: String) -> SQL? {
        guard receipts.contains(where: { $0.reference == nil }) else { return nil }
        return """
            UPDATE delivery_part p SET delivered = m.delivered
            FROM (SELECT DISTINCT ON (delivery_id, message_id) * FROM (\(raw: parts(receipts, gateway: gateway))) v
                  ORDER BY delivery_id, message_id, delivered DESC) m
            WHERE p.delivery_id = m.delivery_id AND p.message_id = m.message_id AND p.delivered IS NOT TRUE
            """
    }

    /// Settles deliveries and returns those whose end is news. A delivered message stays delivered whatever else is
    /// said of it; a receipt may come before the answer to the submit.
    package static func record(
        _ receipts: [CarrierReceipt], gateway: String, at now: Date
    ) -> Statement<[SettledDelivery]> {
        Statement(
            """
            WITH matched AS (
                SELECT DISTINCT ON (id) id, message_id, delivered FROM (
                    \(raw: matches(receipts, gateway: gateway))
                    UNION ALL \(raw: whole(receipts, gateway: gateway))) m
                ORDER BY id, delivered DESC)
            UPDATE delivery d
            SET state = CASE WHEN m.delivered THEN 'delivered' ELSE 'failed' END, settled_at = \(now),
                message_id = coalesce(d.message_id, m.message_id), claimed_until = '-infinity',
                gateway = coalesce(d.gateway, \(gateway)), held = NULL,
                problem = CASE WHEN m.delivered THEN NULL ELSE 'undeliverable' END
            FROM matched m, notice n
            WHERE d.id = m.id AND n.id = d.notice_id
              AND (m.delivered AND d.state <> 'delivered'
                   OR NOT m.delivered AND d.state IN ('sending', 'ambiguous', 'unknown', 'submitted'))
            RETURNING \(raw: settledColumns)
            """, read: settled)
    }

    /// Rows of (place in the list, delivery, message, delivered). The carrier's name counts only where ours is not
    /// given: carriers give names out again.
    private static func matches(_ receipts: [CarrierReceipt], gateway: String) -> SQL {
        let references = receipts.map { Reference($0.reference) }
        return """
            SELECT v.place, d.id, v.message_id, v.delivered
            FROM unnest(\(Array(receipts.indices)), \(references.map(\.delivery)), \(references.map(\.tag)),
                        \(receipts.map(\.messageID)), \(receipts.map { $0.outcome == .delivered }))
                 AS v (place, delivery, tag, message_id, delivered)
            JOIN delivery d ON d.id = v.delivery
            JOIN notice n ON n.id = d.notice_id AND \(raw: NoticeDeliveryStore.referenceTag) = v.tag
            UNION ALL
            SELECT v.place, d.id, v.message_id, v.delivered
            FROM unnest(\(Array(receipts.indices)), \(receipts.map { $0.reference == nil ? $0.messageID : nil }),
                        \(receipts.map { $0.outcome == .delivered })) AS v (place, message_id, delivered)
            CROSS JOIN LATERAL (
                SELECT id FROM delivery WHERE message_id = v.message_id AND gateway = \(gateway)
                ORDER BY id DESC LIMIT 1) d
            WHERE NOT EXISTS (SELECT FROM delivery_part WHERE delivery_id = d.id)
            """
    }

    /// Rows of (place in the list, delivery, message, delivered) for receipts of one part each; a name that was given
    /// out again is the latest text's.
    private static func parts(_ receipts: [CarrierReceipt], gateway: String) -> SQL {
        """
        SELECT v.place, p.delivery_id, v.message_id, v.delivered
        FROM unnest(\(Array(receipts.indices)), \(receipts.map { $0.reference == nil ? $0.messageID : nil }),
                    \(receipts.map { $0.outcome == .delivered })) AS v (place, message_id, delivered)
        CROSS JOIN LATERAL (
            SELECT delivery_id FROM delivery_part WHERE message_id = v.message_id AND gateway = \(gateway)
            ORDER BY delivery_id DESC LIMIT 1) p
        """
    }

    /// As `matches`, of texts whose parts have all arrived, or one of which never will.
    private static func whole(_ receipts: [CarrierReceipt], gateway: String) -> SQL {
        """
        SELECT NULL::int, q.delivery_id, NULL::text, bool_and(coalesce(q.delivered, false))
        FROM delivery_part q
        WHERE q.delivery_id IN (SELECT delivery_id FROM (\(raw: parts(receipts, gateway: gateway))) p)
        GROUP BY q.delivery_id HAVING bool_and(q.delivered IS NOT NULL) OR bool_or(NOT q.delivered)
        """
    }

    /// Our name of a message, taken apart: the delivery's number and a tag that proves it is meant.
    private struct Reference {
        let delivery: Int64?
        let tag: String?

        init(_ text: String?) {
            let parts = (text ?? "").split(separator: "-", maxSplits: 1)
            delivery = parts.count == 2 ? Int64(parts[0]) : nil
            tag = parts.count == 2 ? String(parts[1]) : nil
        }
    }

    static let settledColumns: SQL =
        "d.id, n.key, n.purpose, n.incident, d.gateway, d.segments, d.state, d.problem"

    /// Reads those rows whose state is an end that is told.
    @Sendable static func settled(_ result: PostgresResult) throws -> [SettledDelivery] {
        try result.rows.compactMap { row in
            let state = try row.decode(6, as: String.self)
            guard ["delivered", "failed", "expired"].contains(state) else { return nil }
            return SettledDelivery(
                id: try row.decode(0), notice: try row.decode(1), purpose: try row.decode(2),
                incident: try row.decode(3), gateway: try row.decode(4), segments: try row.decode(5),
                isDelivered: state == "delivered",
                problem: state == "expired" ? "expired" : try row.decode(7, as: String?.self))
        }
    }
}
