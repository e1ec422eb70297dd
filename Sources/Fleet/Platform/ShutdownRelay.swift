import Loop

/// Passes the wish to drain on to a group that is made after the one who wishes.
/// `@unchecked Sendable` because the lock guards what changes.
final class ShutdownRelay: @unchecked Sendable {
    private let lock = Lock()
    private var isBegun = false
    private var action: (@Sendable () -> Void)?

    /// Runs the action, or remembers to.
    func begin() {
        let action = lock.withLock {
            isBegun = true
            return self.action
        }
        action?()
    }

    /// Names the action; it runs at once if the wish came before.
    func connect(_ action: @escaping @Sendable () -> Void) {
        let isBegun = lock.withLock {
            self.action = action
            return self.isBegun
        }
        if isBegun { action() }
    }
}
