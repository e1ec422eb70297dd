package import Domain
package import Foundation
package import Postgres

/// A receipt that came before anybody knew its message.
package struct EarlyReceipt: Sendable, Equatable {
    package let id: Int64
    package let gateway: String
    package let receipt: CarrierReceipt
    package let receivedAt: Date
}

/// Receipts under a carrier's own names, kept until the answer that gives the name is recorded.
package enum EarlyReceiptStore {
    /// Keeps those whose message nobody knows; looked at again at `due`.
    package static func keep(_ receipts: [CarrierReceipt], gateway: String, at now: Date, due: Date) -> SQL {
        """
        INSERT INTO early_receipt (gateway, message_id, delivered, received_at, due_at)
        SELECT \(gateway), message_id, delivered, \(now), \(due)
        FROM unnest(\(receipts.map(\.messageID)), \(receipts.map { $0.outcome == .delivered }))
             AS v (message_id, delivered)
        WHERE message_id IS NOT NULL
        """
    }

    /// When the first is to be looked at again.
    package static func nextDue() -> Statement<Date?> {
        Statement("SELECT min(due_at) FROM early_receipt") { try $0.rows.first?.decode(0, as: Date?.self) ?? nil }
    }

    /// Takes due ones out; what is still unknown is kept again, in the same transaction.
    package static func take(limit: Int, at now: Date) -> Statement<[EarlyReceipt]> {
        Statement(
            """
            DELETE FROM early_receipt WHERE id IN (
                SELECT id FROM early_receipt WHERE due_at <= \(now) ORDER BY due_at LIMIT \(limit)
                FOR UPDATE SKIP LOCKED)
            RETURNING id, gateway, message_id, delivered, received_at
            """
        ) { result in
            try result.rows.map { row in
                EarlyReceipt(
                    id: try row.decode(0), gateway: try row.decode(1),
                    receipt: CarrierReceipt(
                        messageID: try row.decode(2), reference: nil,
                        outcome: try row.decode(3, as: Bool.self) ? .delivered : .failed),
                    receivedAt: try row.decode(4))
            }
        }
    }

    /// Puts back what was taken, for later.
    package static func putBack(_ receipts: [(EarlyReceipt, due: Date)]) -> SQL {
        """
        INSERT INTO early_receipt (gateway, message_id, delivered, received_at, due_at)
        SELECT * FROM unnest(\(receipts.map(\.0.gateway)), \(receipts.map(\.0.receipt.messageID)),
            \(receipts.map { $0.0.receipt.outcome == .delivered }), \(receipts.map(\.0.receivedAt)),
            \(receipts.map(\.due)))
        """
    }

    /// Looks at these later.
    package static func setAside(_ ids: [Int64], until: Date) -> Statement<Void> {
        Statement("UPDATE early_receipt SET due_at = \(until) WHERE id = ANY(\(ids.sorted()))") { _ in }
    }
}
