/// What a carrier brings.
package enum SMPPDelivered: Sendable, Equatable {
    /// News of a segment that was sent. It may come before the answer to the submit, twice, and in any order.
    case receipt(SMPPReceipt)
    /// Something that a phone sent.
    case message(SMPPIncoming)
}
