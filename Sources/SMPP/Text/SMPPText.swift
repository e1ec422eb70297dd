package import Domain

/// Texts in octets, by data coding. [SMPP 3.4, 5.2.19]
package enum SMPPText {
    /// The carrier's default alphabet, read as GSM's with an octet a septet.
    package static let defaultCoding: UInt8 = 0
    package static let ucs2Coding: UInt8 = 8

    /// In the alphabet given. What the default alphabet lacks becomes a question mark; ``TextSegments`` never asks
    /// for that.
    package static func octets(_ text: String, _ encoding: TextSegments.Encoding) -> [UInt8] {
        switch encoding {
        case .gsm7: GSMAlphabet.octets(text) ?? text.unicodeScalars.flatMap { GSMAlphabet.octets("\($0)") ?? [0x3F] }
        case .ucs2: text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        }
    }

    /// Reads a text back. Unknown codings are read as the default alphabet's; what cannot be read is U+FFFD.
    package static func text(_ octets: some Collection<UInt8>, coding: UInt8) -> String {
        switch coding {
        case ucs2Coding, 0x18...0x1B: ucs2(Array(octets))
        case 1, 3: String(String.UnicodeScalarView(octets.map { Unicode.Scalar($0) }))
        default: GSMAlphabet.text(octets)
        }
    }

    private static func ucs2(_ octets: [UInt8]) -> String {
        let units = stride(from: 0, to: octets.count - 1, by: 2).map {
            UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1])
        }
        return String(decoding: units, as: UTF16.self)
    }
}
