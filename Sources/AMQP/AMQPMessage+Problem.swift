extension AMQPMessage {
    /// Why the message cannot be put on the wire, or nil. `headerLimit` is in bytes.
    func problem(headerLimit: Int) -> String? {
        for (name, text) in shortTexts where text.utf8.count > 255 {
            return "\(name) has \(text.utf8.count) bytes; the protocol allows 255"
        }
        guard let size = AMQPValue.table(properties.headers).wireSize(depth: 0) else {
            return "a header has a name over 255 bytes, or nests deeper than \(AMQPValue.deepest)"
        }
        return size > headerLimit ? "the headers take \(size) bytes; a frame has room for \(headerLimit)" : nil
    }

    private var shortTexts: [(String, String)] {
        [
            ("the exchange", exchange), ("the routing key", routingKey),
            ("the content type", properties.contentType ?? ""),
            ("the content encoding", properties.contentEncoding ?? ""),
            ("the correlation id", properties.correlationID ?? ""), ("reply-to", properties.replyTo ?? ""),
            ("the expiration", properties.expiration ?? ""), ("the message id", properties.messageID ?? ""),
            ("the type", properties.type ?? ""), ("the user id", properties.userID ?? ""),
            ("the application id", properties.appID ?? ""),
        ]
    }
}

extension AMQPValue {
    /// Bytes on the wire with the kind's byte; nil for what is too deep or has too long a name.
    fileprivate func wireSize(depth: Int) -> Int? {
        guard depth <= Self.deepest else { return nil }
        switch self {
        case .null: return 1
        case .bool: return 2
        case .int, .double, .timestamp: return 9
        case .string(let text): return 5 + text.utf8.count
        case .bytes(let bytes): return 5 + bytes.count
        case .table(let table):
            return table.reduce(into: Int?.some(5)) { total, entry in
                guard entry.key.utf8.count <= 255, let size = entry.value.wireSize(depth: depth + 1) else {
                    total = nil
                    return
                }
                total = total.map { $0 + 1 + entry.key.utf8.count + size }
            }
        case .array(let array):
            return array.reduce(into: Int?.some(5)) { total, value in
                guard let size = value.wireSize(depth: depth + 1) else {
                    total = nil
                    return
                }
                total = total.map { $0 + size }
            }
        }
    }
}
