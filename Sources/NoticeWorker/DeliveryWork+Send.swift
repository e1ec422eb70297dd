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
        await withTaskGroup(of: (String, [DeliveryOutcome]).self) { group in
            for call in calls(items) { group.addTask { (call.gateway.name, await self.carryOut(call)) } }
            for await (gateway, outcomes) in group where !outcomes.isEmpty {
                CrashPoint.textSubmitted.pass(at: name)
                do {
                    try await patience.keepTrying { try await record(outcomes, of: gateway, through: pool, at: now()) }
                    CrashPoint.textRecorded.pass(at: name)
                } catch {
                    failure = failure ?? error
                }
            }
        }
        if let failure { throw failure }
    }

    /// One carrier's call's worth of deliveries, all to be submitted or all to be asked about.
    private func calls(_ items: [Item]) -> [Call] {
        let sent = items.filter { $0.step == .submit || $0.step == .ask }
        let groups = Dictionary(grouping: sent) { "\($0.gateway?.name ?? "") \($0.step)" }
        return groups.sorted { $0.key < $1.key }.flatMap { _, items -> [Call] in
            guard let first = items.first, let gateway = first.gateway else { return [] }
            return stride(from: 0, to: items.count, by: gateway.batch).map {
                Call(
                    gateway: gateway, step: first.step, claimed: first.claimed,
                    deliveries: items[$0..<min($0 + gateway.batch, items.count)].map(\.delivery))
            }
        }
    }

    private func carryOut(_ call: Call) async -> [DeliveryOutcome] {
        // Beyond half the lease the claim may be another's before the answer is here: it lapses and is taken up again.
        guard ContinuousClock.now - call.claimed < .seconds(lease / 2) else { return [] }
        guard call.step == .submit else { return await ask(call) }
        count("resent", call.deliveries.count { $0.isAmbiguous }, call.gateway.name)
        return await divide(call.deliveries, call)
    }

    /// One message that the carrier cannot read makes it refuse the whole call: halves are tried until it stands alone,
    /// so that the others go. What the claim leaves no time for goes again later: the carrier has not got it.
    private func divide(_ deliveries: [Delivery], _ call: Call) async -> [DeliveryOutcome] {
        do throws(GatewayError) {
            let results = try await call.gateway.submit(deliveries.map(\.message))
            return accepted(DeliveryOutcome.submitted(deliveries, results: results), by: call.gateway)
        } catch {
            logger.warning("\(deliveries.count) messages: \(error)", metadata: ["gateway": "\(call.gateway.name)"])
            guard case .unfit(let reason) = error, deliveries.count > 1 else {
                return failed(deliveries, error, by: call.gateway)
            }
            guard ContinuousClock.now - call.claimed < .seconds(lease / 2) else {
                return deliveries.map { DeliveryOutcome(ofSubmitting: $0, failed: .refused(reason)) }
            }
            let middle = deliveries.count / 2
            return await divide(Array(deliveries[..<middle]), call) + divide(Array(deliveries[middle...]), call)
        }
    }

    /// The next choice gets what a carrier has not taken, at once if there is one.
    private func failed(_ deliveries: [Delivery], _ error: GatewayError, by gateway: any Gateway) -> [DeliveryOutcome] {
        switch error {
        case .refused, .throttled: board.refused(gateway.name, "\(error)")
        case .unfit, .noAnswer: break
        }
        return deliveries.map { moved(DeliveryOutcome(ofSubmitting: $0, failed: error), from: gateway) }
    }

    private func accepted(_ outcomes: [DeliveryOutcome], by gateway: any Gateway) -> [DeliveryOutcome] {
        let isTaking = outcomes.contains { if case .submitted = $0.kind { true } else { false } }
        let refusal = outcomes.lazy.compactMap { if case .again(_, let problem) = $0.kind { problem } else { nil } }
            .first
        if isTaking { board.accepted(gateway.name) }
        if !isTaking, let refusal { board.refused(gateway.name, refusal) }
        return outcomes.map { moved($0, from: gateway) }
    }

    private func moved(_ outcome: DeliveryOutcome, from gateway: any Gateway) -> DeliveryOutcome {
        guard case .again(_, let problem) = outcome.kind,
            board.hasOther(than: gateway.name, for: outcome.delivery)
        else { return outcome }
        return DeliveryOutcome(outcome.delivery, .again(after: 0, problem: problem))
    }

    private func ask(_ call: Call) async -> [DeliveryOutcome] {
        do throws(GatewayError) {
            let known = try await call.gateway.status(of: call.deliveries.map(\.reference))
            return DeliveryOutcome.asked(call.deliveries, known: known)
        } catch {
            logger.warning("asking about \(call.deliveries.count) messages: \(error)")
            return call.deliveries.map { DeliveryOutcome($0, .unknown(problem: "noStatus")) }
        }
    }

    /// May be done twice: only what still stands under the claim is changed, and nothing is told of the rest.
    private func record(
        _ outcomes: [DeliveryOutcome], of gateway: String, through pool: PostgresPool, at now: Date
    ) async throws {
        let changes = outcomes.map { $0.change(at: now, speed: speed) }
        try await pool.transaction { transaction in
            if let parts = NoticeDeliveryStore.parts(changes) { _ = try await transaction.query(parts) }
            let settled = try await transaction.load(NoticeDeliveryStore.record(changes, at: now))
            transaction.tell(settled, at: now)
        }
        for (state, changes) in Dictionary(grouping: changes, by: \.state) {
            count(state.rawValue, changes.count, gateway)
        }
    }

    private func count(_ outcome: String, _ number: Int, _ gateway: String) {
        guard number > 0 else { return }
        Counter(label: "lianhu_notice_sends_total", dimensions: [("gateway", gateway), ("outcome", outcome)])
            .increment(by: number)
    }
}

/// What one carrier is told in one go.
private struct Call: Sendable {
    let gateway: any Gateway
    let step: DeliveryStep
    let claimed: ContinuousClock.Instant
    let deliveries: [Delivery]
}

extension Delivery {
    fileprivate var message: OutgoingMessage {
        OutgoingMessage(reference: reference, phone: phone, text: text, isEmergency: priority == .emergency)
    }
}
