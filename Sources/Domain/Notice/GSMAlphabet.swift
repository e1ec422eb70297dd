/// The default alphabet of short messages and its extension table, an octet a septet. [3GPP 23.038, 6.2.1]
package enum GSMAlphabet {
    /// Leads to the extension table.
    package static let escape: UInt8 = 0x1B

    /// Septets of a character: one, two behind the escape, or none if the alphabet lacks it.
    package static func width(_ scalar: Unicode.Scalar) -> Int {
        guard let code = codes[scalar] else { return 0 }
        return code.isExtended ? 2 : 1
    }

    /// The text in octets of one septet each; nil if the alphabet lacks a character.
    package static func octets(_ text: some StringProtocol) -> [UInt8]? {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard let code = codes[scalar] else { return nil }
            if code.isExtended { octets.append(escape) }
            octets.append(code.septet)
        }
        return octets
    }

    /// Reads octets of one septet each. An escape before what the extension table lacks is a space, as is a last one;
    /// an octet that is no septet becomes U+FFFD.
    package static func text(_ octets: some Sequence<UInt8>) -> String {
        var scalars = String.UnicodeScalarView()
        var isEscaped = false
        for octet in octets {
            if isEscaped {
                scalars.append(extended[octet] ?? (octet == escape ? " " : scalar(octet)))
                isEscaped = false
            } else if octet == escape {
                isEscaped = true
            } else {
                scalars.append(scalar(octet))
            }
        }
        if isEscaped { scalars.append(" ") }
        return String(scalars)
    }

    private static func scalar(_ octet: UInt8) -> Unicode.Scalar {
        octet < basic.count ? basic[Int(octet)] : "\u{FFFD}"
    }

    /// By septet; at the escape's place stands what a telephone shows that does not know it, a space.
    private static let basic = Array(
        ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
            + "¿abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)

    private static let extended: [UInt8: Unicode.Scalar] = [
        0x0A: "\u{0C}", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|",
        0x65: "€",
    ]

    private static let codes: [Unicode.Scalar: (septet: UInt8, isExtended: Bool)] = {
        var codes: [Unicode.Scalar: (septet: UInt8, isExtended: Bool)] = [:]
        for (septet, scalar) in basic.enumerated() where septet != escape { codes[scalar] = (UInt8(septet), false) }
        for (septet, scalar) in extended { codes[scalar] = (septet, true) }
        return codes
    }()
}
