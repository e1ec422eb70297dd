/// The name of an area: 6, 9, 12, 15 or 18 digits. Everything below it begins with it. [domain.md, Territory and scale]
package struct AreaCode: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let digits: String
    package let level: AreaLevel

    /// Nil unless `text` is ASCII digits of a level's length.
    package init?(_ text: some StringProtocol) { self.init(digits: String(text)) }

    /// Not generic: tables have millions of them.
    private init?(digits: String) {
        guard let level = AreaLevel(digits: digits.utf8.count) else { return nil }
        guard digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        self.digits = digits
        self.level = level
    }

    package var description: String { digits }

    /// The code of the area above at `level`; nil if that is not above or here.
    package func at(_ level: AreaLevel) -> AreaCode? {
        level <= self.level ? AreaCode(digits.prefix(level.digits)) : nil
    }

    /// The code of the area right above; nil for a district.
    package var above: AreaCode? { path.dropFirst().first }

    /// This code and all above it, the longest first.
    package var path: [AreaCode] { AreaLevel.allCases.reversed().compactMap { at($0) } }

    /// The longest prefixes of any text of digits that can be codes: a code with a digit too many still finds its area.
    package static func candidates(in text: String) -> [AreaCode] {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        return AreaLevel.allCases.reversed().compactMap { level in
            digits.utf8.count >= level.digits ? AreaCode(digits.prefix(level.digits)) : nil
        }
    }

    /// The routing key's tail: `330604.112.221.002`, level by level. [contracts.md, Events]
    package var routingWords: String {
        var words = [digits.prefix(6)]
        var rest = digits.dropFirst(6)
        while !rest.isEmpty {
            words.append(rest.prefix(3))
            rest = rest.dropFirst(3)
        }
        return words.joined(separator: ".")
    }

    package static func < (left: AreaCode, right: AreaCode) -> Bool { left.digits < right.digits }
}
