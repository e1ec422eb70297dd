/// Why bytes are not a JSON document, and where.
package struct JSONError: Error, Sendable, Equatable {
    /// What is wrong there.
    package enum Fault: Sendable, Equatable {
        /// The document ends in the middle of something.
        case truncated
        /// A byte that cannot stand there.
        case unexpectedByte(UInt8)
        /// Something follows the document.
        case trailing
        case invalidUTF8
        /// A control character that must be escaped inside a string.
        case controlCharacter(UInt8)
        case badEscape
        /// Half of a surrogate pair: no character.
        case loneSurrogate
        case badNumber
        /// A number beyond what a `Double` can hold.
        case numberTooLarge
        case tooDeep
        case duplicateKey(String)
    }

    /// What is wrong.
    package let fault: Fault
    /// Bytes from the start of the document, counted from 0.
    package let offset: Int
}

extension JSONError: CustomStringConvertible {
    /// As it follows "got".
    package var description: String { "\(fault.phrase) at byte \(offset)" }
}

extension JSONError.Fault {
    /// The fault in words, without the text around it.
    package var phrase: String {
        switch self {
        case .truncated: "the end of the text in the middle of a value"
        case .unexpectedByte(let byte): "the byte \(byte.hex), which cannot stand there,"
        case .trailing: "more text after the document"
        case .invalidUTF8: "bytes that are not UTF-8"
        case .controlCharacter(let byte): "an unescaped control character (\(byte.hex))"
        case .badEscape: "an escape that JSON does not have"
        case .loneSurrogate: "half of a surrogate pair"
        case .badNumber: "a malformed number"
        case .numberTooLarge: "a number too large to hold"
        case .tooDeep: "more than \(JSON.depthLimit) levels of lists and objects"
        case .duplicateKey(let key): "the member \"\(String(key.unicodeScalars.prefix(40)))\" for the second time"
        }
    }
}

extension UInt8 {
    fileprivate var hex: String {
        let digits = String(self, radix: 16, uppercase: true)
        return "0x" + (digits.count == 1 ? "0" : "") + digits
    }
}
