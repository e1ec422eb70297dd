import NIOCore

/// Requests that wait for their answers, each with its deadline; all have the same patience, so the oldest is due first.
struct SMPPWindow<Ticket> {
    private var tickets: [UInt32: Ticket] = [:]
    private var order = CircularBuffer<(sequence: UInt32, deadline: ContinuousClock.Instant)>()

    var count: Int { tickets.count }
    var isEmpty: Bool { tickets.isEmpty }

    mutating func add(_ ticket: Ticket, _ sequence: UInt32, deadline: ContinuousClock.Instant) {
        tickets[sequence] = ticket
        order.append((sequence, deadline))
    }

    /// The request with this number, once.
    mutating func take(_ sequence: UInt32) -> Ticket? { tickets.removeValue(forKey: sequence) }

    /// The next whose deadline has come.
    mutating func expired(at now: ContinuousClock.Instant) -> Ticket? {
        while let deadline, deadline <= now {
            if let ticket = take(order.removeFirst().sequence) { return ticket }
        }
        return nil
    }

    /// When the oldest is due.
    var deadline: ContinuousClock.Instant? {
        mutating get {
            while let first = order.first, tickets[first.sequence] == nil { order.removeFirst() }
            return order.first?.deadline
        }
    }

    /// All that are left, the oldest first.
    mutating func takeAll() -> [Ticket] {
        defer { self = SMPPWindow() }
        return order.compactMap { tickets.removeValue(forKey: $0.sequence) }
    }
}
