/// Frames as the broker would send them, written by hand where the real one cannot be made to.
enum RawFrames {
    /// `connection.blocked` with its reason.
    static func blocked(_ reason: String) -> [UInt8] {
        frame(1, channel: 0, [0, 10, 0, 60] + short(reason))
    }

    /// `connection.unblocked`.
    static let unblocked = frame(1, channel: 0, [0, 10, 0, 61])

    /// A delivery without a body, whose only header holds tables nested so deep.
    static func delivery(tag: UInt8, headersNested depth: Int) -> [UInt8] {
        let deliver: [UInt8] = [0, 60, 0, 60] + short("t") + [0, 0, 0, 0, 0, 0, 0, tag, 0] + short("") + short("deep")
        let header: [UInt8] = [0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0x00] + nestedTable(depth)
        return frame(1, channel: 1, deliver) + frame(2, channel: 1, header)
    }

    /// A delivery without a body, whose message id is these bytes.
    static func delivery(tag: UInt8, messageID: [UInt8]) -> [UInt8] {
        let deliver: [UInt8] = [0, 60, 0, 60] + short("t") + [0, 0, 0, 0, 0, 0, 0, tag, 0] + short("") + short("odd")
        let header: [UInt8] = [0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0x80, UInt8(messageID.count)] + messageID
        return frame(1, channel: 1, deliver) + frame(2, channel: 1, header)
    }

    /// From the outside in: each level's length is six bytes less than that of the one around it.
    private static func nestedTable(_ depth: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for level in stride(from: depth, through: 1, by: -1) {
            bytes += long(level * 6) + [0, UInt8(ascii: "F")]
        }
        return bytes + long(0)
    }

    private static func frame(_ type: UInt8, channel: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [type, 0, channel] + long(payload.count) + payload + [0xCE]
    }

    private static func short(_ text: String) -> [UInt8] {
        [UInt8(text.utf8.count)] + Array(text.utf8)
    }

    private static func long(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
