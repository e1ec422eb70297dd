import AMQP
import Foundation
import Logging
import Loop
import Metrics
import Postgres

/// What one consumption needs to know of its surroundings.
struct WorkerLine: Sendable {
    /// A new consumption proves itself on few deliveries first: were one of them to kill the process, few suffer.
    static let firstPrefetch = 32

    let worker: Worker
    let isUrgent: Bool
    let consumer: AMQPConsumer
    let clock: FleetClock
    let health: Health
    let logger: Logger
    let batchSize: Int
    /// How long deliveries are held in an outage.
    let patience: Duration
    let prefetch: PrefetchWindow
    /// Due work that this worker's decisions may have made due earlier.
    let wakes: [WakeSignal]

    /// Which of the worker's two lanes, as a word.
    var lane: String { isUrgent ? "urgent" : "ordinary" }

    var consumingPart: String { isUrgent ? "consumingUrgent" : "consuming" }
    var confirmsPart: String { isUrgent ? "confirmsUrgent" : "confirms" }

    /// Consumption has ended without being asked to.
    func lost(_ error: any Error) {
        prefetch.narrow()
        health.forget(consumingPart)
        health.set(consumingPart, "\(error)")
        logger.warning("not consuming: \(error)", metadata: ["queue": "\(worker.queue(urgent: isUrgent))"])
    }

    /// Measures a batch's time in the database.
    func timed<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        let start = ContinuousClock.now
        let result = try await body()
        let taken = ContinuousClock.now - start
        Metrics.Timer(label: "lianhu_batch_seconds", dimensions: [("worker", worker.rawValue)])
            .recordNanoseconds(taken.components.seconds * 1_000_000_000 + taken.components.attoseconds / 1_000_000_000)
        return result
    }
}

/// How many unsettled deliveries the broker may hand over: few at first, all after clean work.
///
/// `@unchecked Sendable` because the lock guards the state.
final class PrefetchWindow: @unchecked Sendable {
    let full: Int
    private let lock = Lock()
    private var isWide = false

    init(full: Int) { self.full = full }

    /// True the first time since it was narrow.
    func widen() -> Bool {
        lock.withLock {
            defer { isWide = true }
            return !isWide
        }
    }

    /// Whether clean work has been done since the consumption began.
    var hasProvedItself: Bool { lock.withLock { isWide } }

    func narrow() { lock.withLock { isWide = false } }
}
