import CSimdJSON

/// The encodings in which upstream systems write: UTF-8, and GB18030 with its older subsets.
package enum TextEncoding: Sendable, Equatable {
    case utf8
    case gb18030

    /// Why bytes could not be read as text.
    package enum Failure: Error, Sendable, Equatable {
        /// Bytes from the start, a byte-order mark included, counted from 0.
        case invalid(TextEncoding, offset: Int)
        /// The system's converter is not installed (Debian: `libc6`'s gconv modules).
        case unavailable
    }

    /// By a content type's charset, in any case; nil for one that is not read here.
    package init?(charset: String) {
        switch charset.lowercased() {
        case "utf-8", "utf8", "us-ascii": self = .utf8
        case "gb18030", "gb-18030", "gbk", "gb2312", "cp936": self = .gb18030
        default: return nil
        }
    }

    /// As people write it.
    package var name: String { self == .utf8 ? "UTF-8" : "GB18030" }

    /// The text in UTF-8 without its byte-order mark.
    package func utf8(from bytes: [UInt8]) throws(Failure) -> [UInt8] {
        let text: [UInt8]
        switch self {
        case .utf8:
            if let bad = Self.firstInvalidUTF8(bytes) { throw .invalid(.utf8, offset: bad) }
            text = bytes
        case .gb18030:
            text = try Self.converted(bytes)
        }
        return Self.withoutMark(text)
    }

    static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// The place of the first byte that belongs to no character, or nil.
    static func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    private static func converted(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
        var read = 0
        var result = Int(LIANHU_GB18030_CONVERTED)
        let text = unsafe [UInt8](unsafeUninitializedCapacity: bytes.count * 2) { room, written in
            unsafe bytes.withUnsafeBufferPointer { from in
                result = unsafe Int(
                    lianhu_gb18030_to_utf8(
                        from.baseAddress, from.count, room.baseAddress, room.count, &read, &written))
            }
        }
        switch result {
        case LIANHU_GB18030_CONVERTED: return text
        case LIANHU_GB18030_ILLEGAL: throw .invalid(.gb18030, offset: read)
        default: throw .unavailable
        }
    }
}
