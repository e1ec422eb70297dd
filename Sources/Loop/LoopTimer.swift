/// A call that a ``LoopThread`` owes at a deadline. It lives on its loop's thread and is touched nowhere else.
package final class LoopTimer {
    let deadline: ContinuousClock.Instant
    private var body: (() -> Void)?

    init(deadline: ContinuousClock.Instant, body: @escaping () -> Void) {
        self.deadline = deadline
        self.body = body
    }

    var isCancelled: Bool { body == nil }

    /// Drops the call, and what it holds on to. Has no effect once the timer has fired.
    package func cancel() {
        body = nil
    }

    func fire() {
        let owed = body
        body = nil
        owed?()
    }
}
