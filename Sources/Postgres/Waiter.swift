/// One wait of a connection for its socket. Whoever comes first ends it: the socket, the deadline, the owner.
/// Lives on the connection's loop.
final class Waiter {
    enum Wake: Sendable {
        case ready(Int16)
        case timedOut
        case interrupted
    }

    private var outcome: Wake?
    private var continuation: CheckedContinuation<Wake, Never>?

    /// Later calls have no effect.
    func wake(_ wake: Wake) {
        guard outcome == nil else { return }
        outcome = wake
        continuation?.resume(returning: wake)
        continuation = nil
    }

    /// Call once.
    func store(_ continuation: CheckedContinuation<Wake, Never>) {
        if let outcome {
            continuation.resume(returning: outcome)
        } else {
            self.continuation = continuation
        }
    }
}
