import Glibc
import Loop

/// Where finished lines go. Each is written whole, so that lines of several threads never mix.
struct LogSink: Sendable {
    let write: @Sendable (String) -> Void
    /// A person reads along.
    let isTerminal: Bool

    static let standardError: LogSink = {
        let lock = Lock()
        return LogSink(write: { line in lock.withLock { writeAll(line) } }, isTerminal: isatty(STDERR_FILENO) == 1)
    }()

    /// One call of write(2) where the pipe takes it. A reader that has gone away is no reason to stop working.
    private static func writeAll(_ line: String) {
        var bytes = Array(line.utf8)[...]
        while !bytes.isEmpty {
            let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if written > 0 {
                bytes = bytes.dropFirst(written)
            } else if errno == EAGAIN {
                waitUntilWritable()
            } else if errno != EINTR {
                return
            }
        }
    }

    private static func waitUntilWritable() {
        var descriptor = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&descriptor, 1, 1000)
    }
}
