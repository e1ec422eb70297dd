import CPlatform
import Glibc

/// One thread that sleeps in `poll(eventfd, sockets)` and runs the jobs of the actors that live on it.
///
/// C clients block and have handles that one thread may touch; an actor whose `unownedExecutor` is a loop keeps them
/// off Swift's cooperative pool. The thread keeps the loop alive until ``stop()``.
///
/// `@unchecked Sendable` because the jobs and flags are under `lock`, and everything else is touched by the
/// loop's own thread only.
package final class LoopThread: SerialExecutor, @unchecked Sendable {
    /// A stack deep enough for the recursion of C decoders over hostile input.
    private static let stackBytes = 16 << 20

    private let name: String
    private let wake: Int32
    private let lock = Lock()

    // Under `lock`.
    private var jobs: [UnownedJob] = []
    private var isRunning = false
    private var isStopping = false
    private var isAsleep = false
    private var thread = pthread_t()

    // The loop's thread only.
    private var running: [UnownedJob] = []
    private var watches = LoopWatches()
    private var timers: [LoopTimer] = []

    /// Starts the thread. `name` is what debuggers show; the kernel keeps 15 bytes of it.
    package init(name: String) {
        self.name = name
        wake = lianhu_eventfd()
        precondition(wake >= 0, "no file descriptor left for loop \(name): raise the limit (ulimit -n)")
        lock.withLock { startThread() }
    }

    deinit {
        close(wake)
    }

    /// Adds a job; from any thread. A job that comes after the thread ended gets a thread for as long as jobs last.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        lock.withLock {
            jobs.append(job)
            if isAsleep { rouse() }
            if !isRunning { startThread() }
        }
    }

    /// What an actor on this loop returns as its `unownedExecutor`; the actor must hold the loop strongly.
    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    /// Stops the program unless the caller is on this loop's thread: what makes `assumeIsolated` work in callbacks.
    package func checkIsolated() {
        precondition(isCurrent, "expected to be on loop \(name)")
    }

    /// Whether the caller is on this loop's thread.
    package var isCurrent: Bool {
        lock.withLock { isRunning && pthread_equal(thread, pthread_self()) != 0 }
    }

    /// Calls `ready` on this thread whenever `fd` has one of `events` (`POLLIN`, `POLLOUT`), or an error or hang-up;
    /// replaces an earlier watch of the same `fd`. Call on this thread only; unwatch before closing `fd`.
    package func watch(_ fd: Int32, events: Int16, _ ready: @escaping (Int16) -> Void) {
        watches.set(fd, events: events, ready)
    }

    /// Ends the watch of `fd`, also one whose event is about to be delivered. Call on this thread only.
    package func unwatch(_ fd: Int32) {
        watches.remove(fd)
    }

    /// Calls `body` once on this thread after `delay`, to the next millisecond. Call on this thread only.
    package func after(_ delay: Duration, _ body: @escaping () -> Void) -> LoopTimer {
        let timer = LoopTimer(deadline: .now.advanced(by: delay), body: body)
        timers.append(timer)
        return timer
    }

    /// Ends the thread after the jobs enqueued so far; timers and watches are dropped. From any thread, any number of
    /// times.
    package func stop() {
        lock.withLock {
            isStopping = true
            if isAsleep { rouse() }
        }
    }

    // MARK: - The thread

    /// Call under `lock`. The thread owns a reference to the loop until it ends.
    private func startThread() {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        unsafe pthread_attr_setstacksize(&attributes, Self.stackBytes)
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        isRunning = true
        let owned = unsafe Unmanaged.passRetained(self).toOpaque()
        let status = unsafe pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<LoopThread>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, owned)
        unsafe pthread_attr_destroy(&attributes)
        precondition(status == 0, "cannot start the thread of loop \(name): \(status)")
    }

    private func run() {
        unsafe lianhu_name_thread(name)
        while takeJobs() {
            for job in running { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
            running.removeAll(keepingCapacity: true)
            let ready = watches.poll(wake: wake, timeout: prepareToSleep())
            lock.withLock { isAsleep = false }
            for (fd, events) in ready { watches.handler(of: fd)?(events) }
            fireTimers()
        }
    }

    /// Moves the jobs to where the thread runs them; false when there is nothing left to do for ever.
    private func takeJobs() -> Bool {
        if lock.withLock({ jobs.isEmpty && isStopping }) {
            // What callbacks hold is released here, on the thread where it lives, while no other can start.
            timers = []
            watches = LoopWatches()
        }
        return lock.withLock {
            isRunning = !(jobs.isEmpty && isStopping)
            if isRunning { swap(&jobs, &running) }
            return isRunning
        }
    }

    /// How long to poll, in milliseconds; -1 is for ever.
    private func prepareToSleep() -> Int32 {
        let wait = millisecondsToTimer()
        return lock.withLock {
            guard jobs.isEmpty, !isStopping else { return 0 }
            isAsleep = true
            return wait
        }
    }

    private func millisecondsToTimer() -> Int32 {
        guard let first = timers.min(by: { $0.deadline < $1.deadline }) else { return -1 }
        let (seconds, attoseconds) = ContinuousClock.now.duration(to: first.deadline).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        // Rounded up: waking early would spin until the deadline.
        return Int32(min(seconds, 86_400) * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    private func fireTimers() {
        guard !timers.isEmpty else { return }
        let now = ContinuousClock.now
        let due = timers.filter { $0.deadline <= now && !$0.isCancelled }.sorted { $0.deadline < $1.deadline }
        timers.removeAll { $0.deadline <= now || $0.isCancelled }
        for timer in due { timer.fire() }
    }

    /// Call under `lock`. Clearing the flag keeps it to one write a sleep.
    private func rouse() {
        isAsleep = false
        var one: UInt64 = 1
        _ = unsafe write(wake, &one, MemoryLayout<UInt64>.size)
    }
}
