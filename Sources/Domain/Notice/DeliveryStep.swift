package import Foundation

/// What is done with a claimed delivery.
package enum DeliveryStep: Sendable, Equatable {
    case submit
    /// Ask the carrier whether it has got the message: sending again could say a thing twice.
    case ask
    case hold(NoticeHold)
    case expire
    case stop
    /// Not wanted: whoever has the phone has opted out.
    case suppress
    /// The incident has gone on: what it would say holds no longer. [domain.md 3]
    case overtake
    /// Nobody can say whether it went, and it is not said again.
    case giveUp
    /// Said by another delivery of the same phone.
    case fold(into: Int64)

    /// Seconds after which a text that somebody holds is looked at again: letting it go makes it due at once, but
    /// a text may just be in the hands of a worker then.
    private static let heldInterval: TimeInterval = 600

    /// How often an emergency is sent again without knowing whether it had gone before: a carrier that loses all its
    /// answers must not call somebody all night. [own]
    package static let resendLimit = 5

    /// An emergency is sent again at once when it is unknown whether it went; anything else is asked about first.
    /// [domain.md 2, ambiguous submits]
    package static func decide(_ delivery: Delivery, at now: Date, policy: Policy) -> DeliveryStep {
        let isExpired = delivery.expiresAt.map { $0 <= now } ?? false
        if delivery.isAmbiguous {
            let mayGo = !isExpired && !delivery.isStopped && !delivery.isHeld && !delivery.isOvertaken
            let mayGoAgain = delivery.priority == .emergency && delivery.resends < resendLimit
            return mayGoAgain && mayGo ? .submit : .ask
        }
        if delivery.isStopped { return .stop }
        if delivery.isOvertaken { return .overtake }
        if delivery.isOptedOut, delivery.priority != .emergency { return .suppress }
        if isExpired { return .expire }
        if delivery.isHeld { return .hold(.byOperator(until: now.addingTimeInterval(heldInterval))) }
        let hold = NoticeHold.decide(
            priority: delivery.priority, notBefore: delivery.notBefore, at: now, policy: policy)
        return hold.map(DeliveryStep.hold) ?? .submit
    }
}
