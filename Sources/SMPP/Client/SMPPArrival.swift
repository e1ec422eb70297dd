/// A `deliver_sm` that waits for the handler, and where its answer goes.
struct SMPPArrival {
    let delivered: SMPPDelivered
    let connection: Int
    let sequence: UInt32
    /// Of a message's content, when it is one.
    let fingerprint: UInt64?
}
