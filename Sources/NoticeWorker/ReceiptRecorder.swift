package import Domain
import Events
import Fleet
package import Foundation
import Metrics
package import Postgres
import Store

/// Settles deliveries by carriers' receipts and tells it, in one transaction, however the receipts came.
package struct ReceiptRecorder: Sendable {
    package let gateway: String

    /// - Parameter gateway: whose names of messages the receipts carry.
    package init(gateway: String) { self.gateway = gateway }

    /// Returns how many receipts belong to no delivery that is known now. Those that give only the carrier's own name
    /// may be ahead of the answer that gives it to us: they are kept for a while.
    package func record(
        _ receipts: [CarrierReceipt], in transaction: PostgresTransaction, at now: Date
    ) async throws -> Int {
        guard !receipts.isEmpty else { return 0 }
        let unknown = try await settle(receipts, in: transaction, at: now)
        count("known", receipts.count - unknown.count)
        count("unknown", unknown.count)
        let early = unknown.filter { $0.reference == nil }
        if !early.isEmpty {
            transaction.atCommit([EarlyReceiptStore.keep(early, gateway: gateway, at: now, due: now)])
        }
        return unknown.count
    }

    /// Returns those that belong to no delivery that is known now.
    func settle(
        _ receipts: [CarrierReceipt], in transaction: PostgresTransaction, at now: Date
    ) async throws -> [CarrierReceipt] {
        // What is known is asked first: a name that an answer gives meanwhile is then unknown, and looked at again;
        // the other way round it would be known to the question alone, and its receipt lost.
        let known = NoticeReceiptStore.known(receipts, gateway: gateway)
        let record = NoticeReceiptStore.record(receipts, gateway: gateway, at: now)
        let (found, settled): (Set<Int>, [SettledDelivery])
        if let parts = NoticeReceiptStore.recordParts(receipts, gateway: gateway) {
            (found, _, settled) = try await transaction.load(known, Statement(parts) { _ in }, record)
        } else {
            (found, settled) = try await transaction.load(known, record)
        }
        transaction.tell(settled, at: now)
        return receipts.enumerated().filter { !found.contains($0.offset) }.map(\.element)
    }

    private func count(_ match: String, _ number: Int) {
        Counter(label: "lianhu_notice_receipts_total", dimensions: [("gateway", gateway), ("match", match)])
            .increment(by: number)
    }
}

extension PostgresTransaction {
    /// Hands replies to the outbox's sweep, with the commit: they come back by the worker's own queue.
    func tell(_ replies: [CloudEvent]) {
        guard !replies.isEmpty else { return }
        let rows = replies.map { ToldEvent($0).row() }
        atCommit([OutboxStore.save(rows, worker: Worker.notice.rawValue, lease: 0)])
    }

    /// Tells of deliveries whose end is known, with the commit. Nobody owns these rows: the sweep publishes them.
    func tell(_ settled: [SettledDelivery], at now: Date) {
        guard !settled.isEmpty else { return }
        let rows = settled.map { ToldEvent(NoticeSettledEvent.event($0, at: now)).row() }
        atCommit([OutboxStore.save(rows, worker: Worker.notice.rawValue, lease: 0)])
    }
}
