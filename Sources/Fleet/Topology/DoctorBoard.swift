import Loop

/// Where the parts' findings come together. `@unchecked Sendable` because the lock guards them.
final class DoctorBoard: @unchecked Sendable {
    private let lock = Lock()
    private let parts: [String]
    private var reported: [String: [DoctorFinding]] = [:]

    init(_ parts: [String]) { self.parts = parts }

    func report(_ part: String, _ findings: [DoctorFinding]) {
        lock.withLock { reported[part] = findings }
    }

    /// Returns when all have reported, or at `end`.
    func wait(until end: ContinuousClock.Instant) async {
        while ContinuousClock.now < end, lock.withLock({ reported.count < parts.count }) {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    /// In the order of the parts; a part without a report is an outage of its own.
    var findings: [DoctorFinding] {
        lock.withLock {
            parts.flatMap { part in
                reported[part] ?? [
                    DoctorFinding(
                        part, .outage, "no answer in time",
                        mend: "check name resolution and firewalls, then lianhu doctor")
                ]
            }
        }
    }
}
