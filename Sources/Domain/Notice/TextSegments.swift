/// How carriers cut a text: GSM 7-bit in 160 or parts of 153, else UCS-2 in 70 or parts of 67 units. [3GPP 23.038, 23.040]
package struct TextSegments: Sendable, Equatable {
    /// The alphabet of a text: seven bits where it can, else 16-bit units.
    package enum Encoding: String, Sendable { case gsm7, ucs2 }

    package let encoding: Encoding
    package let count: Int

    package init(_ text: String) {
        let widths = text.unicodeScalars.map(Self.gsmWidth)
        if widths.allSatisfy({ $0 > 0 }) {
            encoding = .gsm7
            count = Self.parts(widths, single: 160, each: 153)
        } else {
            encoding = .ucs2
            count = Self.parts(text.unicodeScalars.map { $0.value > 0xFFFF ? 2 : 1 }, single: 70, each: 67)
        }
    }

    /// Fills parts greedily without splitting an escape or a surrogate pair.
    private static func parts(_ widths: [Int], single: Int, each: Int) -> Int {
        if widths.reduce(0, +) <= single { return 1 }
        var (parts, used) = (1, 0)
        for width in widths {
            if used + width > each { (parts, used) = (parts + 1, 0) }
            used += width
        }
        return parts
    }

    /// Septets of a character: 1, 2 behind the escape, or 0 if the alphabet lacks it.
    private static func gsmWidth(_ scalar: Unicode.Scalar) -> Int {
        if basic.contains(scalar) { return 1 }
        return extended.contains(scalar) ? 2 : 0
    }

    private static let basic = Set(
        ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
            + "¿abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)
    private static let extended = Set("^{}\\[~]|€\u{0C}".unicodeScalars)
}
