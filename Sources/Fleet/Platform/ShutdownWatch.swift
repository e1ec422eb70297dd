import Dispatch
import Glibc
import Loop

/// Watches SIGTERM and SIGINT from a queue of its own, so that a forced end works however stuck the rest is.
///
/// The first signal, or a failure, starts the drain and its deadline; a second signal or the deadline ends the process
/// at once. `@unchecked Sendable` because the lock guards what changes.
final class ShutdownWatch: @unchecked Sendable {
    private let lock = Lock()
    private let queue = DispatchQueue(label: "lianhu.shutdown")
    private let say: @Sendable (String) -> Void
    private let begin: @Sendable () -> Void
    private let drainSeconds: Int
    private var sources: [any DispatchSourceSignal] = []
    private var isDraining = false

    /// - Parameters:
    ///   - say: one sentence for the log.
    ///   - begin: starts the drain; called once, at the first signal.
    init(drainSeconds: Int, say: @escaping @Sendable (String) -> Void, begin: @escaping @Sendable () -> Void) {
        self.drainSeconds = drainSeconds
        self.say = say
        self.begin = begin
    }

    /// Takes the signals over. As process 1 this is what makes them count at all: the kernel drops those without a
    /// handler there. Until the source is there they end the process: ignored meanwhile, they would be lost.
    func start() {
        for number in [SIGTERM, SIGINT] {
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [weak self] in self?.caught(number) }
            source.resume()
            lock.withLock { sources.append(source) }
        }
    }

    /// A part has failed and the others drain: from now on the deadline counts.
    func failed() {
        if markDraining() { setDeadline() }
    }

    private func caught(_ number: Int32) {
        let name = number == SIGTERM ? "SIGTERM" : "SIGINT"
        guard markDraining() else { return force("\(name) again: ending at once") }
        say("\(name): draining for up to \(drainSeconds) s")
        setDeadline()
        begin()
    }

    private func markDraining() -> Bool {
        lock.withLock {
            defer { isDraining = true }
            return !isDraining
        }
    }

    private func setDeadline() {
        queue.asyncAfter(deadline: .now() + .seconds(drainSeconds)) { [weak self, drainSeconds] in
            self?.force("the drain has taken more than \(drainSeconds) s: ending at once")
        }
    }

    private func force(_ sentence: String) {
        say(sentence)
        _exit(ExitCode.tryAgain.rawValue)
    }
}
