import Glibc
import Loop

/// What a pool must know of a connection without waiting for its thread.
///
/// `@unchecked Sendable` because everything is under `lock`.
final class ConnectionHealth: @unchecked Sendable {
    private let lock = Lock()
    private var isIdle = false
    private var socket: Int32 = -1

    /// Connected, with no transaction open and nothing being asked.
    func becomeIdle(socket: Int32) {
        lock.withLock {
            isIdle = true
            self.socket = socket
        }
    }

    /// In use, in a transaction, or broken.
    func becomeUnfit() {
        lock.withLock { isIdle = false }
    }

    var isFit: Bool { lock.withLock { isIdle } }

    /// Whether the server, silent towards an idle client, has sent something: a farewell or the end of the stream.
    /// The lock keeps the descriptor from being closed and given to somebody else meanwhile.
    var hasUnexpectedInput: Bool {
        lock.withLock {
            guard isIdle else { return true }
            var byte: UInt8 = 0
            let count = unsafe recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
            return count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK)
        }
    }
}
