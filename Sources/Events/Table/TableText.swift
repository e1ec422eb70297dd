/// Turns a file's bytes, which come in pieces, into UTF-8 in whole lines. The first piece with anything but ASCII
/// decides whether the file is UTF-8 or GB18030, unless that is said: no byte of a GB18030 character is a newline, a
/// comma or a quotation mark, so that lines may be cut before they are converted.
package struct TableText {
    /// Nil as long as all was ASCII.
    package private(set) var encoding: TextEncoding?
    private var rest: [UInt8] = []
    private var line = 1

    /// - Parameter encoding: nil to find out.
    package init(encoding: TextEncoding? = nil) { self.encoding = encoding }

    /// The lines that end within what has come so far.
    package mutating func take(_ bytes: [UInt8]) throws(TableFault) -> [UInt8] {
        guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else {
            rest += bytes
            return []
        }
        let whole = rest + bytes[...end]
        rest = Array(bytes[(end + 1)...])
        return try convert(whole)
    }

    /// The last line, where the file does not end in a newline.
    package mutating func finish() throws(TableFault) -> [UInt8] {
        defer { rest = [] }
        return try convert(rest)
    }

    private mutating func convert(_ bytes: [UInt8]) throws(TableFault) -> [UInt8] {
        if encoding == nil, bytes.contains(where: { $0 >= 0x80 }) {
            encoding = TextEncoding.firstInvalidUTF8(bytes) == nil ? .utf8 : .gb18030
        }
        defer { line += bytes.count { $0 == UInt8(ascii: "\n") } }
        do throws(TextEncoding.Failure) {
            return try (encoding ?? .utf8).utf8(from: bytes)
        } catch {
            throw fault(error, bytes)
        }
    }

    private func fault(_ failure: TextEncoding.Failure, _ bytes: [UInt8]) -> TableFault {
        switch failure {
        case .invalid(let encoding, let offset):
            let place = line + bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") }
            return TableFault(
                line: place, column: nil,
                reason: "these bytes are no \(encoding.name): save the file as UTF-8 or GB18030")
        case .unavailable:
            return TableFault(
                line: line, column: nil,
                reason: "this machine lacks the converter for GB18030: save the file as UTF-8")
        }
    }
}
