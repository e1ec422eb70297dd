/// Turns the fuzzer's bytes into what a target needs.
///
/// Bytes beginning with 0xFE are stretched: the next three say which part of what follows is repeated how often, so
/// that few bytes make the long inputs on which work that grows faster than its input shows.
struct FuzzInput {
    private static let longest = 256 * 1024
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) {
        guard bytes.count > 4, bytes[0] == 0xFE else {
            self.bytes = bytes
            return
        }
        self.bytes = Self.stretched(
            Array(bytes[4...]), from: Int(bytes[1]), count: Int(bytes[2]), doublings: Int(bytes[3]))
    }

    private static func stretched(_ bytes: [UInt8], from: Int, count: Int, doublings: Int) -> [UInt8] {
        let start = from % bytes.count
        let part = bytes[start..<min(bytes.count, start + 1 + count % 64)]
        let times = min(1 << (doublings % 18), longest / part.count)
        return bytes[..<start] + Array(repeatElement(part, count: times).joined()) + bytes[start...]
    }

    /// What has not been taken yet.
    var rest: [UInt8] { Array(bytes[at...]) }

    /// 0 when there is nothing more.
    mutating func byte() -> UInt8 {
        guard at < bytes.count else { return 0 }
        at += 1
        return bytes[at - 1]
    }

    /// One of them, by the next byte.
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[Int(byte()) % elements.count] }

    /// Up to the next 0xFF, which no UTF-8 contains; nil when that is empty or nothing is left.
    mutating func piece() -> String? {
        let end = bytes[at...].firstIndex(of: 0xFF) ?? bytes.endIndex
        defer { at = min(end + 1, bytes.count) }
        return end == at ? nil : String(decoding: bytes[at..<end], as: UTF8.self)
    }
}
