/// Pauses between attempts to connect: doubling, capped, and each between half and the whole of its length.
struct SMPPBackoff {
    let range: ClosedRange<Duration>
    private var next: Duration

    init(_ range: ClosedRange<Duration>) {
        self.range = range
        next = range.lowerBound
    }

    /// - Parameter jitter: 0 to 1.
    mutating func pause(jitter: Double) -> Duration {
        defer { next = min(next * 2, range.upperBound) }
        return next * (0.5 + jitter / 2)
    }

    mutating func reset() { next = range.lowerBound }
}
