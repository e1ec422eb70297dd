/// A telephone number that exists as such: 3 to 15 digits after an optional `+` (E.164's bound, and short desk numbers).
package struct PhoneNumber: Sendable, Hashable, CustomStringConvertible {
    /// As it is dialled, a Chinese mobile number without the country's code, so that one phone has one spelling;
    /// personal information, never for a log.
    package let digits: String

    /// Spaces, dashes and brackets as people write them are dropped; anything else makes it no number.
    package init?(_ text: String) {
        // As nearly all tables have it.
        if text.utf8.first != 0x30, (3...15).contains(text.utf8.count), text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) {
            digits = text
            return
        }
        let kept = text.unicodeScalars.filter { !" -()".unicodeScalars.contains($0) }
        let body = kept.first == "+" ? kept.dropFirst() : kept[...]
        guard (3...15).contains(body.count), body.allSatisfy({ "0"..."9" ~= $0 }) else { return nil }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: kept)
        self.digits = Self.domestic(String(result))
    }

    /// The store's expansion of audiences does the same in SQL.
    private static func domestic(_ digits: String) -> String {
        for prefix in ["+86", "0086"] where digits.hasPrefix(prefix) {
            let rest = digits.dropFirst(prefix.count)
            if rest.count == 11, rest.first == "1" { return String(rest) }
        }
        return digits
    }

    /// With a plus and the country's code where that is known, as carriers of several countries want it.
    package static func international(_ digits: String) -> String {
        digits.count == 11 && digits.hasPrefix("1") ? "+86" + digits : digits
    }

    /// Masked: enough to recognise one's own, too little to call.
    package var description: String {
        digits.count <= 7 ? String(repeating: "*", count: digits.count) : digits.prefix(3) + "****" + digits.suffix(4)
    }
}
