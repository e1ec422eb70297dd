/// How carriers cut a text: GSM 7-bit in 160 or parts of 153, else UCS-2 in 70 or parts of 67 units. [3GPP 23.038, 23.040]
package struct TextSegments: Sendable, Equatable {
    /// The alphabet of a text: seven bits where it can, else 16-bit units.
    package enum Encoding: String, Sendable { case gsm7, ucs2 }

    package let encoding: Encoding
    package let count: Int

    package init(_ text: String) {
        let (encoding, widths) = Self.widths(text)
        self.encoding = encoding
        count = Self.starts(widths, encoding).count
    }

    /// The parts themselves, one a message on the air; joined they are the text. An empty text is one empty part.
    package static func parts(of text: String) -> [String] {
        let (encoding, widths) = widths(text)
        let starts = starts(widths, encoding)
        guard starts.count > 1 else { return [text] }
        let scalars = Array(text.unicodeScalars)
        let ends = starts.dropFirst() + [scalars.count]
        return zip(starts, ends).map { start, end in
            var part = String.UnicodeScalarView()
            part.append(contentsOf: scalars[start..<end])
            return String(part)
        }
    }

    /// Septets or 16-bit units of each character.
    private static func widths(_ text: String) -> (Encoding, [Int]) {
        let widths = text.unicodeScalars.map(GSMAlphabet.width)
        if widths.allSatisfy({ $0 > 0 }) { return (.gsm7, widths) }
        return (.ucs2, text.unicodeScalars.map { $0.value > 0xFFFF ? 2 : 1 })
    }

    /// Where parts begin: fills them greedily without splitting an escape or a surrogate pair.
    private static func starts(_ widths: [Int], _ encoding: Encoding) -> [Int] {
        let (single, each) = encoding == .gsm7 ? (160, 153) : (70, 67)
        if widths.reduce(0, +) <= single { return [0] }
        var (starts, used) = ([0], 0)
        for (index, width) in widths.enumerated() {
            if used + width > each {
                starts.append(index)
                used = 0
            }
            used += width
        }
        return starts
    }
}
