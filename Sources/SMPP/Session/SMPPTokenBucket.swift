/// Paces segments: so many a second, a twentieth of a second's worth at once.
struct SMPPTokenBucket {
    /// Nil for no limit.
    let rate: Double?
    private let depth: Double
    private var tokens: Double
    private var filledAt: ContinuousClock.Instant

    init(rate: Double?, at now: ContinuousClock.Instant) {
        self.rate = rate
        depth = max(1, (rate ?? 0) / 20)
        tokens = depth
        filledAt = now
    }

    /// Segments that may go now.
    mutating func available(at now: ContinuousClock.Instant) -> Int {
        guard let rate else { return .max }
        tokens = min(depth, tokens + (now - filledAt) / .seconds(1) * rate)
        filledAt = max(filledAt, now)
        // A hair under one is one: the timer that waited for it is exact, the division is not.
        return max(0, Int(tokens + 1e-6))
    }

    /// What goes; a message of several segments may borrow from what comes.
    mutating func take(_ count: Int) { if rate != nil { tokens -= Double(count) } }

    /// When the next may go, as of the last question.
    var nextAt: ContinuousClock.Instant? {
        guard let rate, tokens < 1 else { return nil }
        return filledAt + .seconds((1 - tokens) / rate)
    }
}
