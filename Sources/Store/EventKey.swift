import Crypto

/// An event's identity: the first 16 bytes of SHA-256 over its length-prefixed source and id. [architecture.md, promise 1]
package struct EventKey: Sendable, Hashable, Comparable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package init(source: String, id: String) { self.init(parts: [source, id]) }

    /// Hashes parts so that no two lists of parts run together.
    package init(parts: [String]) {
        var hash = SHA256()
        for part in parts {
            var part = part
            part.withUTF8 { text in
                let length = UInt32(text.count)
                hash.update(data: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) })
                unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(text))
            }
        }
        bytes = Array(hash.finalize().prefix(16))
    }

    /// The identity of bytes that are no event: of a dead letter's body, say.
    package init(hashing body: [UInt8]) { bytes = Array(SHA256.hash(data: body).prefix(16)) }

    package static func < (left: EventKey, right: EventKey) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
