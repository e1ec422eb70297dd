import Foundation

/// Random numbers that a seed repeats (SplitMix64), so that a failing case can be run again.
package struct Seeded: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The same seed gives the same numbers on every machine.
    package init(_ seed: UInt64) { state = seed }

    /// The next 64 random bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Seeded {
    /// Seeds for a property test's arguments, which its failure then names; `LIANHU_TEST_SEED` runs that one alone.
    package static func seeds(_ count: Int) -> [UInt64] {
        if let text = ProcessInfo.processInfo.environment["LIANHU_TEST_SEED"], let seed = UInt64(text) {
            return [seed]
        }
        return (1...UInt64(count)).map { $0 }
    }

    /// True once in so many.
    package mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

    /// One of them; the fallback stands in for an empty list.
    package mutating func pick<Element>(_ elements: [Element], or fallback: Element) -> Element {
        elements.randomElement(using: &self) ?? fallback
    }
}
