import CSimdJSON

extension JSON {
    /// Reads one whole document.
    ///
    /// simdjson does the work. It does not say where a document is wrong, and refuses whole numbers beyond 64 bits;
    /// what it refuses is read again by `JSONCarefulReader`, which has the last word.
    ///
    /// - Parameter depth: levels of lists and objects that are read, at most `depthLimit`.
    package static func parse(_ bytes: [UInt8], depth: Int = depthLimit) throws(JSONError) -> JSON {
        if let quick = parseQuickly(bytes, depth: depth) { return quick }
        return try JSONCarefulReader.read(bytes, depth: depth)
    }

    /// Nil when simdjson refuses the document, or when a key comes twice in an object.
    static func parseQuickly(_ bytes: [UInt8], depth: Int = depthLimit) -> JSON? {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard
                let nodes = unsafe lianhu_json_parse(buffer.baseAddress, buffer.count, UInt32(depth))
            else { return nil }
            var reader = unsafe NodeReader(next: nodes)
            return unsafe reader.value()
        }
    }
}

/// Walks the nodes of one document; they stay valid because nothing else is parsed on this thread meanwhile.
@unsafe private struct NodeReader {
    var next: UnsafePointer<lianhu_json_node>

    mutating func value() -> JSON? {
        let node = unsafe next
        unsafe next += 1
        switch unsafe Int(node.pointee.kind) {
        case LIANHU_JSON_NULL: return .null
        case LIANHU_JSON_FALSE: return .bool(false)
        case LIANHU_JSON_TRUE: return .bool(true)
        case LIANHU_JSON_INTEGER: return unsafe .int(node.pointee.integer)
        case LIANHU_JSON_REAL: return unsafe .double(node.pointee.real)
        case LIANHU_JSON_STRING: return unsafe .string(text(node))
        case LIANHU_JSON_ARRAY: return unsafe array(Int(node.pointee.count))
        default: return unsafe object(Int(node.pointee.count))
        }
    }

    /// The bytes are known to be UTF-8: nothing is replaced here.
    private func text(_ node: UnsafePointer<lianhu_json_node>) -> String {
        let bytes = unsafe UnsafeBufferPointer(start: node.pointee.text, count: Int(node.pointee.count))
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    private mutating func array(_ count: Int) -> JSON? {
        var elements: [JSON] = []
        elements.reserveCapacity(count)
        for _ in 0..<count {
            guard let element = unsafe value() else { return nil }
            elements.append(element)
        }
        return .array(elements)
    }

    private mutating func object(_ count: Int) -> JSON? {
        var members: [JSONObject.Member] = []
        members.reserveCapacity(count)
        for _ in 0..<count {
            let node = unsafe next
            unsafe next += 1
            guard let value = unsafe value() else { return nil }
            unsafe members.append(JSONObject.Member(key: text(node), value: value))
        }
        guard members.firstRepeatedKey == nil else { return nil }
        return .object(JSONObject(distinct: members))
    }
}

extension [JSONObject.Member] {
    /// The index of the first member whose key an earlier one has.
    var firstRepeatedKey: Int? {
        if count <= 16 {
            return indices.first { at in self[..<at].contains { $0.key.hasSameBytes(as: self[at].key) } }
        }
        var seen: Set<[UInt8]> = []
        return indices.first { !seen.insert([UInt8](self[$0].key.utf8)).inserted }
    }
}
