import Events
import Glibc

/// What must hold whatever comes in. What does not ends the process, so that the fuzzer keeps the input.
enum FuzzCheck {
    static func holds(_ condition: Bool, _ sentence: @autoclosure () -> String) {
        guard !condition else { return }
        print("does not hold: \(sentence())")
        fflush(nil)
        abort()
    }

    /// A reason, and one line that fits a header and a log.
    static func isPresentable(_ rejection: Rejection) {
        holds(!rejection.reason.rawValue.isEmpty, "a rejection has a reason")
        isPresentable(rejection.sentence)
    }

    static func isPresentable(_ sentence: String) {
        holds(!sentence.isEmpty && sentence.utf8.count <= 4096, "a sentence has \(sentence.utf8.count) bytes")
        let isLine = !sentence.unicodeScalars.contains { $0.properties.generalCategory == .control }
        holds(isLine, "a sentence is one line: \(sentence.debugDescription)")
    }

    /// The database's texts have no place for U+0000.
    static func isStorable(_ value: Any, _ what: String) {
        if let text = value as? String { return holds(!text.utf8.contains(0), "\(what) has no U+0000") }
        for child in Mirror(reflecting: value).children { isStorable(child.value, what) }
    }

    /// Of this thread.
    static var processorSeconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Two seconds for what at most 256 KiB can ask: twenty times what linear work takes under the sanitizer.
    static func isQuick(since before: Double, bytes: Int) {
        let taken = processorSeconds - before
        holds(taken < 2, "\(bytes) bytes took \(taken) s")
    }
}
