package import Foundation

/// What is done with a claimed delivery.
package enum DeliveryStep: Sendable, Equatable {
    case submit
    /// Ask the carrier whether it has got the message: sending again could say a thing twice.
    case ask
    case hold(NoticeHold)
    case expire
    case stop

    /// An emergency is sent again at once when it is unknown whether it went; anything else is asked about first.
    /// [domain.md 2, ambiguous submits]
    package static func decide(_ delivery: Delivery, at now: Date, policy: Policy) -> DeliveryStep {
        let isExpired = delivery.expiresAt.map { $0 <= now } ?? false
        if delivery.isAmbiguous {
            return delivery.priority == .emergency && !isExpired && !delivery.isStopped ? .submit : .ask
        }
        if delivery.isStopped { return .stop }
        if isExpired { return .expire }
        let hold = NoticeHold.decide(
            priority: delivery.priority, notBefore: delivery.notBefore, at: now, policy: policy)
        return hold.map(DeliveryStep.hold) ?? .submit
    }
}
