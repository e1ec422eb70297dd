/// What a server does about a `submit_sm`.
package enum SMPPServerAnswer: Sendable, Equatable {
    /// Answers it; an id where it was taken.
    case answer(SMPPStatus, id: String)
    /// Lets it stand without an answer.
    case silence
    /// Closes the connection that it came on.
    case disconnect
}
