import Crypto

/// An event's identity: the first 16 bytes of SHA-256 over its length-prefixed source and id. [architecture.md, promise 1]
package struct EventKey: Sendable, Hashable, Comparable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package init(source: String, id: String) { self.init(parts: [source, id]) }

    /// Hashes parts so that no two lists of parts run together.
    package init(parts: [String]) {
        var text: [UInt8] = []
        text.reserveCapacity(parts.reduce(0) { $0 + 4 + $1.utf8.count })
        for part in parts {
            let length = UInt32(part.utf8.count)
            for shift in [24, 16, 8, 0] as [UInt32] { text.append(UInt8(truncatingIfNeeded: length >> shift)) }
            text.append(contentsOf: part.utf8)
        }
        self.init(hashing: text)
    }

    /// The identity of bytes that are no event: of a dead letter's body, say.
    package init(hashing body: [UInt8]) { bytes = Array(SHA256.hash(data: body).prefix(16)) }

    /// A hash already: eight of its bytes tell keys apart as well as all of them.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    package static func < (left: EventKey, right: EventKey) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
