/// Why a message is refused, in words that help its publisher and show nobody's data.
package struct Rejection: Error, Sendable, Equatable {
    /// The short code.
    package let reason: RejectionReason
    /// The attribute or the path within `data`; nil when it is about the whole message.
    package let field: String?
    /// As it follows "expected": "an RFC 3339 time with offset".
    package let expected: String
    /// As it follows "got": kinds, lengths and places, not contents.
    package let got: String

    /// Texts are cut to 160 characters of one line.
    package init(_ reason: RejectionReason, field: String? = nil, expected: String, got: String) {
        self.reason = reason
        self.field = field?.trimmed(to: 160)
        self.expected = expected.trimmed(to: 160)
        self.got = got.trimmed(to: 160)
    }

    /// What, where and what to do, in one line.
    package var sentence: String {
        let place = field.map { " in \($0)" } ?? ""
        return "\(reason.fault)\(place): expected \(expected), got \(got). \(reason.advice)"
    }
}

extension Rejection: CustomStringConvertible {
    /// The code and the sentence.
    package var description: String { "\(reason.rawValue): \(sentence)" }
}

extension String {
    /// Control characters would break the line of a log, and one character may be a hundred thousand scalars long,
    /// too much for the header of a dead letter.
    func trimmed(to length: Int) -> String {
        var line = UnicodeScalarView()
        for scalar in unicodeScalars.prefix(length) {
            line.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        guard unicodeScalars.dropFirst(length).first != nil else { return String(line) }
        return String(line.dropLast()) + "…"
    }

    /// How it is written, without what it says: digits as 9, letters as a, so that a wrong time shows its form.
    var shape: String {
        if isEmpty { return "an empty text" }
        let form = unicodeScalars.prefix(40).map { scalar -> Character in
            if scalar.properties.numericType != nil { return "9" }
            if scalar.properties.isAlphabetic { return "a" }
            return scalar.isASCII ? Character(scalar) : "?"
        }
        return "\"\(String(form))\"" + (unicodeScalars.dropFirst(40).isEmpty ? "" : " and more")
    }
}
