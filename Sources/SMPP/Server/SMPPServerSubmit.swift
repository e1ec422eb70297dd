/// A `submit_sm` that a server got.
package struct SMPPServerSubmit: Sendable {
    /// The connection it came on.
    package let peer: Int
    package let sequence: UInt32
    package let message: SMPPShortMessage
}
