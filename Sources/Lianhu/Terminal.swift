import Events
import Glibc

/// Where output goes: results to standard output, everything else to standard error.
enum Terminal {
    /// Whether a person reads standard output.
    static let isInteractive = isatty(STDOUT_FILENO) == 1
    /// Whether a person watches progress.
    static let showsProgress = isatty(STDERR_FILENO) == 1

    /// Columns of the terminal; nil in a pipe, where nothing is cut.
    static var width: Int? {
        guard isInteractive else { return nil }
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    static func complain(_ sentence: String) { write("lianhu: \(sentence)\n") }

    static func note(_ sentence: String) { write("\(sentence)\n") }

    /// Overwrites one line of a terminal; silent in a pipe.
    static func progress(_ sentence: String) {
        if showsProgress { write("\r\u{1B}[K\(sentence)") }
    }

    static func endProgress() {
        if showsProgress { write("\r\u{1B}[K") }
    }

    static func print(json: JSON) {
        Swift.print(String(decoding: json.bytes, as: UTF8.self))
    }

    /// Bold on a terminal.
    static func bold(_ text: String) -> String { isInteractive ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

    /// Red on a terminal.
    static func red(_ text: String) -> String { isInteractive ? "\u{1B}[31m\(text)\u{1B}[0m" : text }

    private static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count <= 0, errno != EINTR { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }
}
