import ServiceLifecycle

/// Waiting between tries: doubled each time, capped, and spread so that replicas do not march in step.
package struct Backoff: Sendable {
    private var next: Duration
    private let first: Duration
    private let cap: Duration

    package init(first: Duration = .milliseconds(50), cap: Duration = .seconds(5)) {
        self.next = first
        self.first = first
        self.cap = cap
    }

    /// Sleeps for between half of the step and all of it. Ends early, without an error, when the task is cancelled.
    package mutating func wait() async {
        try? await Task.sleep(for: step())
    }

    /// The same for a loop that a drain ends: it ends the wait too.
    package mutating func waitUnlessDraining() async {
        let step = step()
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: step) }
    }

    private mutating func step() -> Duration {
        defer { next = min(next * 2, cap) }
        return next * Double.random(in: 0.5...1)
    }

    /// The next failure starts over.
    package mutating func reset() { next = first }
}
