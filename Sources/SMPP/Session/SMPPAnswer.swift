/// What became of one submit.
enum SMPPAnswer: Equatable {
    case accepted(id: String)
    case refused(SMPPStatus)
    /// Sent, and no answer that says what became of it.
    case lost(reason: String)
}
