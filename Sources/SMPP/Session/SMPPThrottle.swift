/// A connection's pause after the carrier asked for patience: it doubles while nothing is taken and ends with the first
/// that is.
struct SMPPThrottle {
    static let shortest = Duration.milliseconds(200)
    static let longest = Duration.seconds(10)

    private(set) var pausedUntil: ContinuousClock.Instant?
    private var pause = Self.shortest

    /// Answers to what was sent before the pause began do not lengthen it.
    mutating func refused(at now: ContinuousClock.Instant) {
        if let pausedUntil, now < pausedUntil { return }
        if pausedUntil != nil { pause = min(pause * 2, Self.longest) }
        pausedUntil = now + pause
    }

    /// Something was taken; while a pause lasts that was sent before it.
    mutating func accepted(at now: ContinuousClock.Instant) {
        guard let pausedUntil, now >= pausedUntil else { return }
        self = SMPPThrottle()
    }

    func isPaused(at now: ContinuousClock.Instant) -> Bool { pausedUntil.map { now < $0 } ?? false }
}
