/// Random numbers that a seed repeats on every machine (SplitMix64).
package struct SimulationRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// The next 64 random bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True so many times in a thousand.
    mutating func isOne(of thousand: Int) -> Bool { Int.random(in: 0..<1000, using: &self) < thousand }

    /// One of them; nil of none.
    mutating func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &self) }

    /// One of them, each as often as its weight says.
    mutating func weighted<Element>(_ choices: [(element: Element, weight: Int)]) -> Element? {
        let sum = choices.reduce(0) { $0 + $1.weight }
        guard sum > 0 else { return nil }
        var place = Int.random(in: 0..<sum, using: &self)
        for choice in choices {
            if place < choice.weight { return choice.element }
            place -= choice.weight
        }
        return choices.last?.element
    }
}
