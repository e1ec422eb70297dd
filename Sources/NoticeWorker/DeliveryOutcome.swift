import Domain
import Fleet
import Foundation
import Store

/// What a call to the carrier gave for one delivery.
struct DeliveryOutcome: Equatable {
    enum Kind: Equatable {
        /// Under the carrier's names of the message or its parts.
        case submitted(ids: [String])
        case delivered(id: String)
        case failed(problem: String)
        /// The carrier has not got it: it may be sent after this many real seconds, or its own backoff.
        case again(after: Double?, problem: String)
        /// The carrier may have got it.
        case unknown(problem: String)
    }

    let delivery: Delivery
    let kind: Kind

    init(_ delivery: Delivery, _ kind: Kind) {
        self.delivery = delivery
        self.kind = kind
    }

    init(ofSubmitting delivery: Delivery, failed error: GatewayError) {
        switch error {
        case .refused: self.init(delivery, .again(after: nil, problem: "refused"))
        case .unfit(let reason): self.init(delivery, .failed(problem: reason))
        case .throttled(let after): self.init(delivery, .again(after: after.map { min($0, 300) }, problem: "throttled"))
        case .noAnswer: self.init(delivery, .unknown(problem: "noAnswer"))
        }
    }

    /// A message that the answer does not name may have been taken.
    static func submitted(_ deliveries: [Delivery], results: [SubmitResult]) -> [DeliveryOutcome] {
        let results = Dictionary(results.map { ($0.reference, $0.outcome) }) { first, _ in first }
        return deliveries.map { delivery in
            switch results[delivery.reference] {
            case .accepted(let ids): DeliveryOutcome(delivery, .submitted(ids: ids))
            case .rejected(let problem): DeliveryOutcome(delivery, .failed(problem: problem))
            case .throttled: DeliveryOutcome(delivery, .again(after: nil, problem: "throttled"))
            case .refused: DeliveryOutcome(delivery, .again(after: nil, problem: "refused"))
            case .unknown(let problem): DeliveryOutcome(delivery, .unknown(problem: problem))
            case nil: DeliveryOutcome(delivery, .unknown(problem: "noResult"))
            }
        }
    }

    /// What the carrier has not got goes back to the start: expiry and quiet hours are looked at again.
    static func asked(_ deliveries: [Delivery], known: [MessageStatus]) -> [DeliveryOutcome] {
        let known = Dictionary(known.map { ($0.reference, $0) }) { first, _ in first }
        return deliveries.map { delivery in
            guard let status = known[delivery.reference] else {
                return DeliveryOutcome(delivery, .again(after: 0, problem: "notGot"))
            }
            switch status.state {
            case .accepted: return DeliveryOutcome(delivery, .submitted(ids: [status.id]))
            case .delivered: return DeliveryOutcome(delivery, .delivered(id: status.id))
            case .failed: return DeliveryOutcome(delivery, .failed(problem: "undeliverable"))
            }
        }
    }

    /// As it is recorded. - Parameter speed: fleet seconds in a real second.
    func change(at now: Date, speed: Double) -> NoticeDeliveryChange {
        func due(_ seconds: Double) -> Date { now.addingTimeInterval(seconds * speed) }
        switch kind {
        case .submitted(let ids): return NoticeDeliveryChange(delivery, .submitted, messageIDs: ids)
        case .delivered(let id): return NoticeDeliveryChange(delivery, .delivered, messageIDs: [id])
        case .failed(let problem): return NoticeDeliveryChange(delivery, .failed, problem: problem)
        case .again(let after, let problem):
            // What has waited for the end of the day is not counted against it again.
            let held = delivery.held == NoticeHold.dailyCapName ? delivery.held : nil
            return NoticeDeliveryChange(
                delivery, .pending, held: held, dueAt: due(after ?? delivery.backoff), problem: problem)
        case .unknown(let problem):
            return NoticeDeliveryChange(delivery, .ambiguous, dueAt: due(patience), problem: problem)
        }
    }

    /// Real seconds until a message of unknown fate is looked at: an emergency goes again at once, then soon; of
    /// others the carrier is asked when a call that is late has had time to arrive.
    private var patience: Double {
        if delivery.priority == .emergency { return delivery.tries <= 1 ? 0 : delivery.backoff }
        return max(5, delivery.backoff)
    }
}
