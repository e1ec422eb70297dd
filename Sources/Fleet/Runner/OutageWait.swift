import Foundation
import Logging
import ServiceLifecycle

/// Waiting while a needed service is away. After a while the deliveries are given back: the broker closes a channel
/// that holds some for half an hour. [architecture.md, promise 3]
struct OutageWait {
    /// A drain waits less: what is in hand then comes to the next process.
    static let drainPatience: Duration = .seconds(2)

    let line: WorkerLine
    /// What is away, as health names it.
    let part: String
    private var backoff = Backoff()
    private var began: ContinuousClock.Instant?

    init(line: WorkerLine, part: String) {
        self.line = line
        self.part = part
    }

    /// Waits a step, or throws when patience is over or the process drains: then the deliveries come back.
    mutating func wait(after error: any Error) async throws {
        let start = began ?? .now
        if began == nil { line.logger.warning("waiting: \(error)") }
        began = start
        line.health.set(part, "\(error)")
        line.health.beat(line.consumingPart)
        let patience = Task.isShuttingDownGracefully ? Self.drainPatience : line.patience
        if ContinuousClock.now - start > patience || Task.isCancelled { throw error }
        await backoff.wait()
    }

    /// Waits a moment before the same is tried again.
    mutating func pause() async { await backoff.wait() }

    /// The service is back.
    mutating func over() {
        line.health.set(part, nil)
        if let began { line.logger.notice("back after \(ContinuousClock.now - began)") }
        began = nil
        backoff.reset()
    }
}
