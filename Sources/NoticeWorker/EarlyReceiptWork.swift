import Domain
package import Fleet
package import Foundation
import Metrics
package import Postgres
package import Store

/// Looks again at receipts that came before their message was known: soon, then ever less often, for a day.
package struct EarlyReceiptWork: DueWork {
    /// After so long nobody will ever know the message.
    private static let patience: TimeInterval = 86_400

    package let name = "earlyReceipts"
    private let speed: Double

    /// - Parameter speed: fleet seconds in a real second, because carriers answer in real time.
    package init(speed: Double) { self.speed = speed }

    /// The earliest of all carriers.
    package func nextDue() -> Statement<Date?> { EarlyReceiptStore.nextDue() }

    /// Takes them out; those that stay unknown go back in the same transaction.
    package func claim(limit: Int, at now: Date, in transaction: PostgresTransaction) async throws -> [EarlyReceipt] {
        try await transaction.load(EarlyReceiptStore.take(limit: limit, at: now))
    }

    /// They stay where they are, with a later time.
    package func setAside(_ items: [EarlyReceipt], until: Date) -> Statement<Void> {
        EarlyReceiptStore.setAside(items.map(\.id), until: until)
    }

    /// The row's number.
    package func reference(_ item: EarlyReceipt) -> String { "early receipt \(item.id)" }

    /// Settles what is known by now.
    package func decide(
        _ items: [EarlyReceipt], at now: Date, in transaction: PostgresTransaction
    ) async throws -> [ToldEvent] {
        for (gateway, items) in Dictionary(grouping: items, by: \.gateway).sorted(by: { $0.key < $1.key }) {
            let unknown = try await ReceiptRecorder(gateway: gateway)
                .settle(items.map(\.receipt), in: transaction, at: now)
            let names = Set(unknown.compactMap(\.messageID))
            let kept = items.filter { names.contains($0.receipt.messageID ?? "") }.compactMap { again($0, at: now) }
            if !kept.isEmpty { transaction.atCommit([EarlyReceiptStore.putBack(kept)]) }
        }
        return []
    }

    private func again(_ item: EarlyReceipt, at now: Date) -> (EarlyReceipt, due: Date)? {
        let age = max(0, now.timeIntervalSince(item.receivedAt)) / speed
        guard age < Self.patience else {
            Counter(label: "lianhu_notice_receipts_forgotten_total", dimensions: [("gateway", item.gateway)])
                .increment()
            return nil
        }
        return (item, now.addingTimeInterval(min(max(0.5, age), 600) * speed))
    }
}
