/// Which part of a longer text a message carries. [3GPP 23.040, 9.2.3.24.1; SMPP 3.4, 5.3.2.22 to 24]
package struct SMPPPart: Sendable, Hashable {
    /// The same in all parts of a text to one number.
    package let reference: Int
    /// From 1.
    package let number: Int
    package let count: Int

    package init(reference: Int, number: Int, count: Int) {
        self.reference = reference
        self.number = number
        self.count = count
    }

    /// The header that precedes a part's text.
    var header: [UInt8] {
        [
            5, 0, 3, UInt8(truncatingIfNeeded: reference), UInt8(truncatingIfNeeded: count),
            UInt8(truncatingIfNeeded: number),
        ]
    }
}
