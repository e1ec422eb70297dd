package import Foundation

/// One notice to one phone, claimed to be looked at now.
package struct Delivery: Sendable, Equatable {
    package let id: Int64
    /// Our name of the message towards carriers: the same however often it is sent.
    package let reference: String
    /// Personal information, never for a log.
    package let phone: String
    package private(set) var text: String
    package let priority: NoticePriority
    /// Claims so far, this one included: whoever records must still hold this claim.
    package let tries: Int
    /// An earlier attempt may have reached the carrier: its process died, or no answer came.
    package let isAmbiguous: Bool
    /// How often it was sent again without knowing whether it had gone, this time not counted.
    package let resends: Int
    /// What it is for, as its notice says.
    package let purpose: String
    /// The carrier that may have it, if any may.
    package let gateway: String?
    package let isStopped: Bool
    /// Its incident is in no stage any more in which it is worth sending.
    package let isOvertaken: Bool
    /// Somebody holds the notice.
    package let isHeld: Bool
    /// Whoever has this phone wants nothing but emergencies.
    package let isOptedOut: Bool
    /// It asks something, so that it must be answered by itself.
    package let isQuestion: Bool
    /// It says what several would have said.
    package let isFold: Bool
    /// Why it waited until now.
    package let held: String?
    /// Texts that this phone was sent since midnight, where that counts.
    package let sentToday: Int
    package let notBefore: Date?
    package let expiresAt: Date?

    package init(
        id: Int64, reference: String, phone: String, text: String, priority: NoticePriority, tries: Int,
        isAmbiguous: Bool, resends: Int = 0, purpose: String = "", gateway: String? = nil, isStopped: Bool,
        isOvertaken: Bool = false, isHeld: Bool = false, isOptedOut: Bool = false, isQuestion: Bool = false,
        isFold: Bool = false,
        held: String? = nil, sentToday: Int = 0,
        notBefore: Date?, expiresAt: Date?
    ) {
        self.id = id
        self.reference = reference
        self.phone = phone
        self.text = text
        self.priority = priority
        self.tries = tries
        self.isAmbiguous = isAmbiguous
        self.resends = resends
        self.purpose = purpose
        self.gateway = gateway
        self.isStopped = isStopped
        self.isOvertaken = isOvertaken
        self.isHeld = isHeld
        self.isOptedOut = isOptedOut
        self.isQuestion = isQuestion
        self.isFold = isFold
        self.held = held
        self.sentToday = sentToday
        self.notBefore = notBefore
        self.expiresAt = expiresAt
    }

    /// The same with another text.
    func saying(_ text: String) -> Delivery {
        var delivery = self
        delivery.text = text
        return delivery
    }

    /// Real seconds until another attempt after one that failed for now; an emergency never waits long.
    package var backoff: Double {
        let doubled = Double(1 << min(max(tries - 1, 0), 6))
        let spread = 0.75 + Double(id % 100) / 200  // replicas and rows do not come back in step
        return min(doubled, priority == .emergency ? 4 : 60) * spread
    }
}
