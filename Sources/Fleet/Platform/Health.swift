import Loop

/// What a worker knows of itself: which parts have a problem, and when its loops last moved.
///
/// `@unchecked Sendable` because the lock guards problems and beats.
package final class Health: @unchecked Sendable {
    /// The parts that a worker of the fleet must have in order before it is ready.
    package static let workerParts = ["broker", "confirms", "consuming", "database"]

    private let lock = Lock()
    private let stallAfter: Duration
    private var problems: [String: String]
    private var parts: Set<String>
    private var beats: [String: ContinuousClock.Instant] = [:]

    /// - Parameters:
    ///   - parts: each has the problem "not started" until it is set.
    ///   - stallAfter: how long a loop may be silent before it counts as stuck.
    package init(expecting parts: [String] = workerParts, stallAfter: Duration = .seconds(60)) {
        self.parts = Set(parts)
        self.stallAfter = stallAfter
        problems = Dictionary(uniqueKeysWithValues: self.parts.map { ($0, "not started") })
    }

    /// Says what is wrong with a part, or nil when it is in order again.
    package func set(_ part: String, _ problem: String?) {
        lock.withLock {
            parts.insert(part)
            problems[part] = problem
        }
    }

    /// A loop has moved. A loop that waits for something on purpose beats while it waits.
    package func beat(_ loop: String = "worker", at instant: ContinuousClock.Instant = .now) {
        lock.withLock { beats[loop] = instant }
    }

    /// A loop has ended in order and need not beat any more.
    package func forget(_ loop: String) {
        lock.withLock { beats[loop] = nil }
    }

    /// Why the worker is not ready, as `part: problem`, sorted; empty when it is.
    package var reasons: [String] {
        lock.withLock { problems.map { "\($0.key): \($0.value)" } }.sorted()
    }

    /// Each known part with its problem, or `ok`.
    package var state: [String: String] {
        lock.withLock { Dictionary(uniqueKeysWithValues: parts.map { ($0, problems[$0] ?? "ok") }) }
    }

    /// The loops that have been silent for too long, with their silence in seconds; empty when all move.
    package func stuck(at instant: ContinuousClock.Instant = .now) -> [String] {
        let late = lock.withLock { beats.filter { instant - $0.value > stallAfter } }
        return late.map { "\($0.key) has not moved for \((instant - $0.value).components.seconds) s" }.sorted()
    }
}
