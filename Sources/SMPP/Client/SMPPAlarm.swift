import NIOCore

/// The one timer of an event loop's actor: the soonest time at which something is to be done.
struct SMPPAlarm {
    private var timer: (at: ContinuousClock.Instant, task: Scheduled<Void>)?

    /// Rings at that time or, where it is set for sooner, then; whoever is called asks again.
    mutating func set(
        _ at: ContinuousClock.Instant, on loop: any EventLoop, _ ring: @escaping @Sendable () -> Void
    ) {
        if let timer, timer.at <= at { return }
        timer?.task.cancel()
        let wait = max(Duration.zero, at - .now)
        timer = (at, loop.scheduleTask(in: .nanoseconds(Int64(wait / .nanoseconds(1))), ring))
    }

    mutating func rang() { timer = nil }

    mutating func stop() {
        timer?.task.cancel()
        timer = nil
    }
}
