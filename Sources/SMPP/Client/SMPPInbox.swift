/// What has come and waits for the handler.
struct SMPPInbox {
    /// Beyond it the carrier is asked to bring it again later.
    static let limit = 10_000
    /// In one call to the handler, at most.
    static let batch = 500
    private static let remembered = 100_000

    private(set) var arrivals: [SMPPArrival] = []
    private(set) var isHanding = false
    private var reader: CheckedContinuation<[SMPPArrival]?, Never>?
    private var isClosed = false
    private var taken: [UInt64: Int] = [:]
    private var run = Self.anyRun

    /// Nothing waits and nothing is being handled.
    var isIdle: Bool { arrivals.isEmpty && !isHanding }
    var isFull: Bool { arrivals.count >= Self.limit }

    /// ``wake()`` then gives it to who reads.
    mutating func add(_ arrival: SMPPArrival) { arrivals.append(arrival) }

    /// Once for all that came together.
    mutating func wake() {
        guard !arrivals.isEmpty, let reader else { return }
        self.reader = nil
        reader.resume(returning: take())
    }

    /// Gives the next arrivals as soon as there are any, nil after ``close()``.
    mutating func read(_ continuation: CheckedContinuation<[SMPPArrival]?, Never>) {
        if !arrivals.isEmpty {
            continuation.resume(returning: take())
        } else if isClosed {
            continuation.resume(returning: nil)
        } else {
            reader = continuation
        }
    }

    /// The handler is done with what it had.
    mutating func rest() { isHanding = false }

    /// What nobody has been told of is brought again.
    mutating func close() {
        isClosed = true
        arrivals = []
        reader?.resume(returning: nil)
        reader = nil
    }

    private mutating func take() -> [SMPPArrival] {
        isHanding = true
        defer { arrivals.removeFirst(min(Self.batch, arrivals.count)) }
        return Array(arrivals.prefix(Self.batch))
    }

    private static var anyRun: String { String(UInt64.random(in: 0...UInt64.max), radix: 36) }

    /// A message's id: its content, this run, and how often just that content was taken before. The protocol gives
    /// none: a redelivery looks like somebody typing the same again, but it comes only of what was not taken.
    func id(_ fingerprint: UInt64) -> String {
        "\(String(fingerprint, radix: 36))-\(run)-\(taken[fingerprint, default: 0])"
    }

    /// The carrier has been told that a message with this content was taken.
    mutating func noteTaken(_ fingerprint: UInt64) {
        // Counts that begin again must not give ids again.
        if taken.count >= Self.remembered { (taken, run) = ([:], Self.anyRun) }
        taken[fingerprint, default: 0] += 1
    }
}
