/// A plain reader of JSON, for the documents that simdjson refuses: it says which byte is wrong, and reads whole
/// numbers of any length as `Double`.
struct JSONCarefulReader {
    private let bytes: [UInt8]
    private let limit: Int
    private var at = 0
    private var depth = 0

    static func read(_ bytes: [UInt8], depth limit: Int = JSON.depthLimit) throws(JSONError) -> JSON {
        if let bad = TextEncoding.firstInvalidUTF8(bytes) { throw JSONError(fault: .invalidUTF8, offset: bad) }
        var reader = JSONCarefulReader(bytes: bytes, limit: limit)
        let document = try reader.value()
        reader.skipSpace()
        guard reader.at == bytes.count else { throw JSONError(fault: .trailing, offset: reader.at) }
        return document
    }

    private init(bytes: [UInt8], limit: Int) {
        self.bytes = bytes
        self.limit = limit
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipSpace()
        guard let first = peek else { throw error(.truncated) }
        switch first {
        case UInt8(ascii: "{"): return try nested { (reader) throws(JSONError) in try reader.object() }
        case UInt8(ascii: "["): return try nested { (reader) throws(JSONError) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected
        }
    }

    private mutating func nested(
        _ read: (inout JSONCarefulReader) throws(JSONError) -> JSON
    ) throws(JSONError) -> JSON {
        guard depth < limit else { throw error(.tooDeep) }
        depth += 1
        at += 1
        let result = try read(&self)
        depth -= 1
        return result
    }

    private mutating func array() throws(JSONError) -> JSON {
        var elements: [JSON] = []
        skipSpace()
        if take("]") { return .array(elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw unexpected }
        }
    }

    private mutating func object() throws(JSONError) -> JSON {
        var members: [JSONObject.Member] = []
        var places: [Int] = []
        skipSpace()
        if take("}") { return .object(JSONObject()) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw unexpected }
            places.append(at)
            let key = try string()
            skipSpace()
            guard take(":") else { throw unexpected }
            members.append(JSONObject.Member(key: key, value: try value()))
            skipSpace()
            if take("}") { break }
            guard take(",") else { throw unexpected }
        }
        if let repeated = members.firstRepeatedKey {
            throw JSONError(fault: .duplicateKey(members[repeated].key), offset: places[repeated])
        }
        return .object(JSONObject(distinct: members))
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        for byte in "\(text)".utf8 {
            guard peek == byte else { throw unexpected }
            at += 1
        }
        return value
    }
}

// Numbers and strings.
extension JSONCarefulReader {
    private mutating func number() throws(JSONError) -> JSON {
        let start = at
        var whole = true
        _ = take("-")
        if take("0") {
            if let digit = peek, digit.isDigit { throw error(.badNumber) }
        } else {
            try digits()
        }
        if take(".") {
            whole = false
            try digits()
        }
        if take("e") || take("E") {
            whole = false
            if !take("+") { _ = take("-") }
            try digits()
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if whole, let value = Int64(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else {
            throw JSONError(fault: .numberTooLarge, offset: start)
        }
        return .double(value)
    }

    private mutating func digits() throws(JSONError) {
        guard let first = peek else { throw error(.truncated) }
        guard first.isDigit else { throw error(.badNumber) }
        while let digit = peek, digit.isDigit { at += 1 }
    }

    private mutating func string() throws(JSONError) -> String {
        at += 1
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                at += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                let character = Character(try escaped())
                text.append(contentsOf: character.utf8)
            case 0..<0x20:
                throw error(.controlCharacter(byte))
            default:
                text.append(byte)
                at += 1
            }
        }
        throw error(.truncated)
    }

    private mutating func escaped() throws(JSONError) -> Unicode.Scalar {
        let start = at
        at += 1
        guard let byte = peek else { throw error(.truncated) }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try scalar(escapedAt: start)
        default: throw JSONError(fault: .badEscape, offset: start)
        }
    }

    private mutating func scalar(escapedAt start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if UTF16.isLeadSurrogate(first), take("\\"), take("u") {
            let second = try codeUnit()
            let value = 0x10000 + ((UInt32(first) & 0x3FF) << 10 | UInt32(second) & 0x3FF)
            if UTF16.isTrailSurrogate(second), let scalar = Unicode.Scalar(value) { return scalar }
        }
        throw JSONError(fault: .loneSurrogate, offset: start)
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek else { throw error(.truncated) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw error(.badEscape) }
            unit = unit << 4 | UInt16(digit)
            at += 1
        }
        return unit
    }
}

// Stepping through the bytes.
extension JSONCarefulReader {
    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    private var unexpected: JSONError { error(peek.map(JSONError.Fault.unexpectedByte) ?? .truncated) }

    private func error(_ fault: JSONError.Fault) -> JSONError { JSONError(fault: fault, offset: at) }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: scalar) else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}
