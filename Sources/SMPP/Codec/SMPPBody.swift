/// What stands behind a PDU's header.
package enum SMPPBody: Sendable, Equatable {
    case bind(SMPPBind)
    /// The answer to a bind: the carrier's name for itself. Absent when the bind failed.
    case bindAnswer(systemID: String, parameters: [SMPPParameter])
    case outbind(systemID: String, password: String)
    /// `submit_sm` and `deliver_sm`, which have the same form.
    case message(SMPPShortMessage)
    /// The answer to a message: the carrier's id, empty when it took nothing.
    case messageAnswer(id: String, parameters: [SMPPParameter])
    /// Commands that are their header alone.
    case empty
    /// A command that is not understood, as it came.
    case unknown([UInt8])
}
