extension JSON {
    /// The document in UTF-8 without needless space. Only what must be escaped is; a `Double` that is no number has
    /// no form in JSON and is written as null.
    package var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }
}

private struct JSONWriter {
    var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(1024) }

    mutating func write(_ json: JSON) {
        switch json {
        case .null: add("null")
        case .bool(let value): add(value ? "true" : "false")
        case .int(let value): bytes.append(contentsOf: value.description.utf8)
        case .double(let value): value.isFinite ? bytes.append(contentsOf: value.description.utf8) : add("null")
        case .string(let value): write(text: value)
        case .array(let elements): write(elements)
        case .object(let object): write(object)
        }
    }

    private mutating func add(_ word: StaticString) {
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    private mutating func write(_ elements: [JSON]) {
        bytes.append(UInt8(ascii: "["))
        var first = true
        for element in elements {
            if !first { bytes.append(UInt8(ascii: ",")) }
            first = false
            write(element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ object: JSONObject) {
        bytes.append(UInt8(ascii: "{"))
        var first = true
        for member in object {
            if !first { bytes.append(UInt8(ascii: ",")) }
            first = false
            write(text: member.key)
            bytes.append(UInt8(ascii: ":"))
            write(member.value)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func write(text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var done = 0
            for at in utf8.indices {
                let byte = unsafe utf8[at]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                unsafe bytes.append(contentsOf: utf8[done..<at])
                escape(byte)
                done = at + 1
            }
            unsafe bytes.append(contentsOf: utf8[done...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): add("\\\"")
        case UInt8(ascii: "\\"): add("\\\\")
        case 0x0A: add("\\n")
        case 0x0D: add("\\r")
        case 0x09: add("\\t")
        default:
            add("\\u00")
            bytes.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let low = byte & 0x0F
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }
}
