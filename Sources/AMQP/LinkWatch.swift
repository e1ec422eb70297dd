import Glibc
import Loop

/// Calls its owner whenever a connection's socket is readable, and at least every half second: heartbeats are sent
/// inside library calls only, and deadlines are looked at. Lives on the loop's thread.
final class LinkWatch {
    private static let interval = Duration.milliseconds(500)

    private let loop: LoopThread
    private let socket: Int32
    private let look: () -> Void
    private var timer: LoopTimer?

    init(loop: LoopThread, socket: Int32, _ look: @escaping () -> Void) {
        self.loop = loop
        self.socket = socket
        self.look = look
        loop.watch(socket, events: Int16(POLLIN)) { _ in look() }
        tick()
    }

    /// Before the socket is closed.
    func end() {
        timer?.cancel()
        timer = nil
        loop.unwatch(socket)
    }

    private func tick() {
        timer = loop.after(Self.interval) { [weak self] in
            guard let self, timer != nil else { return }
            tick()
            look()
        }
    }
}
