/// A content type's media type and charset; other parameters do not matter here.
struct CloudEventContentType {
    /// Lower-case, without parameters.
    let mediaType: String
    let charset: String?

    init(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        mediaType = parts.first.map { $0.trimmed.lowercased() } ?? ""
        charset = parts.dropFirst().lazy.compactMap(Self.charset).first
    }

    private static func charset(_ parameter: Substring.UTF8View) -> String? {
        let sides = parameter.split(separator: UInt8(ascii: "="), maxSplits: 1)
        guard sides.count == 2, sides[0].trimmed.lowercased() == "charset" else { return nil }
        let value = sides[1].trimmed
        return value.hasPrefix("\"") && value.hasSuffix("\"") ? String(value.dropFirst().dropLast()) : value
    }

    var isBatch: Bool { mediaType.hasPrefix("application/cloudevents-batch") }

    var isStructured: Bool { mediaType.hasPrefix("application/cloudevents") }

    var isJSON: Bool {
        mediaType == "application/json" || mediaType == "text/json" || mediaType.hasSuffix("+json")
    }
}

extension Substring.UTF8View {
    /// Content types are ASCII and read with every event: bytes are many times as fast as characters.
    fileprivate var trimmed: String {
        var rest = self
        while let first = rest.first, first.isBlank { rest.removeFirst() }
        while let last = rest.last, last.isBlank { rest.removeLast() }
        return String(Substring(rest))
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
