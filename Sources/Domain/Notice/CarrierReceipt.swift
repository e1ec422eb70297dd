package import Foundation

/// What a carrier says became of one message.
package struct CarrierReceipt: Sendable, Equatable {
    /// Whether it arrived; both are final.
    package enum Outcome: String, Sendable, CaseIterable { case delivered, failed }

    /// The carrier's name of the message; ours may be missing or the carrier's may, never both.
    package let messageID: String?
    /// Our name of the message, as it was submitted.
    package let reference: String?
    package let outcome: Outcome
    /// By the carrier's clock.
    package let at: Date?

    package init(messageID: String?, reference: String?, outcome: Outcome, at: Date? = nil) {
        self.messageID = messageID
        self.reference = reference
        self.outcome = outcome
        self.at = at
    }
}
