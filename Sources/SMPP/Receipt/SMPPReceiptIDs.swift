/// How a carrier writes one message's id in its answer and in its receipt. Ids are compared in their plain form:
/// without leading zeros, spaces and capital letters, and in one base.
package enum SMPPReceiptIDs: String, Sendable, CaseIterable {
    /// Both alike.
    case same
    /// The answer in hexadecimal, the receipt in decimal.
    case hexToDecimal
    /// The answer in decimal, the receipt in hexadecimal.
    case decimalToHex

    /// Characters of an id; what follows is no part of it. [SMPP 3.4, 5.2.23]
    private static let longest = 64

    /// The plain form of an id from the answer to a submit.
    package func plain(answer id: String) -> String {
        switch self {
        case .same, .decimalToHex: Self.trimmed(id)
        case .hexToDecimal: Self.decimal(id)
        }
    }

    /// The plain form of an id from a receipt.
    package func plain(receipt id: String) -> String {
        switch self {
        case .same, .hexToDecimal: Self.trimmed(id)
        case .decimalToHex: Self.decimal(id)
        }
    }

    private static func trimmed(_ id: String) -> String {
        let kept = id.unicodeScalars.prefix(Self.longest).filter {
            $0.properties.generalCategory != .control && $0 != " "
        }
        let short = kept.drop { $0 == "0" }
        return short.isEmpty && !kept.isEmpty ? "0" : String(short).lowercased()
    }

    /// A hexadecimal number of any length in decimal; what is none stays as it is.
    private static func decimal(_ id: String) -> String {
        let id = trimmed(id)
        var digits: [Int] = [0]
        for character in id {
            guard let value = character.hexDigitValue, character.isASCII else { return id }
            var carry = value
            for index in digits.indices {
                carry += digits[index] * 16
                digits[index] = carry % 10
                carry /= 10
            }
            while carry > 0 {
                digits.append(carry % 10)
                carry /= 10
            }
        }
        return id.isEmpty ? id : digits.reversed().map(String.init).joined()
    }
}
