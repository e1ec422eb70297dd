import Loop

/// What a readiness probe asks from any thread while the loop may be busy in a C call.
///
/// `@unchecked Sendable` because every flag is under the lock.
final class ConnectionStatus: @unchecked Sendable {
    private let lock = Lock()
    private var active = false
    private var blocked = false

    /// Consuming, or connected for publishing.
    var isActive: Bool {
        get { lock.withLock { active } }
        set { lock.withLock { active = newValue } }
    }

    /// Whether the broker has said that it takes no messages.
    var isBlocked: Bool {
        get { lock.withLock { blocked } }
        set { lock.withLock { blocked = newValue } }
    }
}
