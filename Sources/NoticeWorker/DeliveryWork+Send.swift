import Domain
import Fleet
package import Foundation
import Logging
import Metrics
package import Postgres
import Store

extension DeliveryWork {
    /// Submits and asks in calls of the gateway's size, all at a time, and records each answer as it comes.
    /// - Throws: what recording threw first, after all answers are in and patience is over.
    package func send(_ items: [Item], through pool: PostgresPool, at now: @Sendable () -> Date) async throws {
        var failure: (any Error)?
        var patience = RecordingPatience()
        await withTaskGroup(of: [DeliveryOutcome].self) { group in
            for call in calls(items) { group.addTask { await self.carryOut(call) } }
            for await outcomes in group where !outcomes.isEmpty {
                CrashPoint.textSubmitted.pass(at: name)
                do {
                    try await patience.keepTrying { try await record(outcomes, through: pool, at: now()) }
                    CrashPoint.textRecorded.pass(at: name)
                } catch {
                    failure = failure ?? error
                }
            }
        }
        if let failure { throw failure }
    }

    /// One call's worth of deliveries, all to be submitted or all to be asked about.
    private func calls(_ items: [Item]) -> [[Item]] {
        [DeliveryStep.submit, .ask].flatMap { step in
            let items = items.filter { $0.step == step }
            return stride(from: 0, to: items.count, by: gateway.batch).map {
                Array(items[$0..<min($0 + gateway.batch, items.count)])
            }
        }
    }

    private func carryOut(_ items: [Item]) async -> [DeliveryOutcome] {
        // Beyond half the lease the claim may be another's before the answer is here: it lapses and is taken up again.
        guard let first = items.first, ContinuousClock.now - first.claimed < .seconds(lease / 2) else { return [] }
        let deliveries = items.map(\.delivery)
        return first.step == .submit ? await submit(deliveries, claimed: first.claimed) : await ask(deliveries)
    }

    private func submit(_ deliveries: [Delivery], claimed: ContinuousClock.Instant) async -> [DeliveryOutcome] {
        count("resent", deliveries.count { $0.isAmbiguous })
        return await divide(deliveries, claimed: claimed)
    }

    /// One message that the carrier cannot read makes it refuse the whole call: halves are tried until it stands alone,
    /// so that the others go. What the claim leaves no time for goes again later: the carrier has not got it.
    private func divide(_ deliveries: [Delivery], claimed: ContinuousClock.Instant) async -> [DeliveryOutcome] {
        let messages = deliveries.map { OutgoingMessage(reference: $0.reference, phone: $0.phone, text: $0.text) }
        do throws(GatewayError) {
            return DeliveryOutcome.submitted(deliveries, results: try await gateway.submit(messages))
        } catch {
            logger.warning("\(deliveries.count) messages: \(error)", metadata: ["gateway": "\(gateway.name)"])
            guard case .unfit(let reason) = error, deliveries.count > 1 else {
                return deliveries.map { DeliveryOutcome(ofSubmitting: $0, failed: error) }
            }
            guard ContinuousClock.now - claimed < .seconds(lease / 2) else {
                return deliveries.map { DeliveryOutcome(ofSubmitting: $0, failed: .refused(reason)) }
            }
            let middle = deliveries.count / 2
            return await divide(Array(deliveries[..<middle]), claimed: claimed)
                + divide(Array(deliveries[middle...]), claimed: claimed)
        }
    }

    private func ask(_ deliveries: [Delivery]) async -> [DeliveryOutcome] {
        do throws(GatewayError) {
            let known = try await gateway.status(of: deliveries.map(\.reference))
            return DeliveryOutcome.asked(deliveries, known: known)
        } catch {
            logger.warning("asking about \(deliveries.count) messages: \(error)")
            return deliveries.map { DeliveryOutcome($0, .unknown(problem: "noStatus")) }
        }
    }

    /// May be done twice: only what still stands under the claim is changed, and nothing is told of the rest.
    private func record(
        _ outcomes: [DeliveryOutcome], through pool: PostgresPool, at now: Date
    ) async throws {
        let changes = outcomes.map { $0.change(at: now, speed: speed) }
        try await pool.transaction { transaction in
            let settled = try await transaction.load(NoticeDeliveryStore.record(changes, at: now))
            transaction.tell(settled, at: now)
        }
        for (state, changes) in Dictionary(grouping: changes, by: \.state) { count(state.rawValue, changes.count) }
    }

    private func count(_ outcome: String, _ number: Int) {
        guard number > 0 else { return }
        Counter(label: "lianhu_notice_sends_total", dimensions: [("gateway", gateway.name), ("outcome", outcome)])
            .increment(by: number)
    }
}
