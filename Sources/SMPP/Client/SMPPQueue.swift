import NIOCore

/// Messages that wait for their turn: the urgent lane goes first.
struct SMPPQueue {
    private var urgent = CircularBuffer<SMPPOutgoing>()
    private var ordinary = CircularBuffer<SMPPOutgoing>()

    var isEmpty: Bool { urgent.isEmpty && ordinary.isEmpty }
    var hasUrgent: Bool { !urgent.isEmpty }

    mutating func add(_ message: SMPPOutgoing) {
        if message.isUrgent { urgent.append(message) } else { ordinary.append(message) }
    }

    /// Puts a message back that has segments to send again; before all others of its lane, once.
    mutating func restore(_ message: SMPPOutgoing) {
        if message.isUrgent { Self.restore(message, to: &urgent) } else { Self.restore(message, to: &ordinary) }
    }

    private static func restore(_ message: SMPPOutgoing, to lane: inout CircularBuffer<SMPPOutgoing>) {
        if !lane.prefix(64).contains(where: { $0 === message }) { lane.prepend(message) }
    }

    /// The next segment to send.
    mutating func next() -> (message: SMPPOutgoing, segment: Int)? { Self.next(&urgent) ?? Self.next(&ordinary) }

    private static func next(_ lane: inout CircularBuffer<SMPPOutgoing>) -> (message: SMPPOutgoing, segment: Int)? {
        while let first = lane.first {
            if let segment = first.next() {
                if first.isDrained { lane.removeFirst() }
                return (first, segment)
            }
            lane.removeFirst()
        }
        return nil
    }

    /// Takes out those that have waited too long.
    mutating func expire(at now: ContinuousClock.Instant) {
        Self.expire(&urgent, now)
        Self.expire(&ordinary, now)
    }

    private static func expire(_ lane: inout CircularBuffer<SMPPOutgoing>, _ now: ContinuousClock.Instant) {
        while let first = lane.first, first.patience <= now || first.isDrained {
            lane.removeFirst()
            if !first.isReported { first.refuse("it waited too long for its turn") }
        }
    }

    /// When ``expire(at:)`` is to be called next.
    var deadline: ContinuousClock.Instant? {
        [urgent.first?.patience, ordinary.first?.patience].compactMap { $0 }.min()
    }

    /// Takes out all.
    mutating func refuse(_ reason: String) {
        let all = Array(urgent) + Array(ordinary)
        self = SMPPQueue()
        for message in all { message.refuse(reason) }
    }
}
