/// What became of one published message.
package enum PublishOutcome: Sendable, Equatable {
    /// Every queue it was routed to has it safely.
    case confirmed
    /// No queue took it; `code` is the protocol's (312: no route).
    case returned(code: Int, reason: String)
    /// The broker could not take it, as when a queue that rejects is full. It may be published again later.
    case nacked
}
