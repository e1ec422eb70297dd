import TestSupport

/// Faults in a seeded order without end: each kind once, then each again in another order; every third round two at
/// once that do not share a part.
struct FaultSchedule: Sequence, IteratorProtocol {
    private let kinds: [Fault]
    private var seeded: Seeded
    private var coming: [Fault] = []

    init(_ kinds: [Fault], seed: UInt64) {
        self.kinds = kinds
        // Not the load's numbers over again.
        seeded = Seeded(seed ^ 0x5EED_FA17)
    }

    mutating func next() -> [Fault]? {
        if coming.isEmpty { coming = kinds.shuffled(using: &seeded) }
        guard let first = coming.popLast() else { return nil }
        guard seeded.oneIn(3), let second = coming.lastIndex(where: { $0.part != first.part }) else { return [first] }
        return [first, coming.remove(at: second)]
    }
}
