import NIOCore

/// Reads a frame's fields in their order; nil where the octets do not suffice. Texts are taken octet by octet, so that
/// what was read is written the same again.
struct SMPPReader {
    private var bytes: ByteBuffer

    init(_ bytes: ByteBuffer) { self.bytes = bytes }

    var isAtEnd: Bool { bytes.readableBytes == 0 }

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? { bytes.readInteger(as: type) }

    mutating func octets(_ count: Int) -> [UInt8]? { bytes.readBytes(length: count) }

    mutating func rest() -> [UInt8] { bytes.readBytes(length: bytes.readableBytes) ?? [] }

    /// A C-octet string of at most `limit` octets with its end. [SMPP 3.4, 3.1]
    mutating func text(_ limit: Int) -> String? {
        guard let length = bytes.readableBytesView.prefix(limit).firstIndex(of: 0).map({ $0 - bytes.readerIndex })
        else { return nil }
        let text = string(length)
        bytes.moveReaderIndex(forwardBy: 1)
        return text
    }

    /// The same where carriers forget the end or the limit.
    mutating func lenientText(_ limit: Int) -> String {
        if let text = text(limit) { return text }
        return string(min(limit - 1, bytes.readableBytes))
    }

    mutating func address(_ limit: Int) -> SMPPAddress? {
        guard let ton = number(UInt8.self), let npi = number(UInt8.self), let number = text(limit) else { return nil }
        return SMPPAddress(ton: ton, npi: npi, number)
    }

    /// All parameters to the end; what is cut off is left out.
    mutating func parameters() -> [SMPPParameter] {
        var parameters: [SMPPParameter] = []
        while let tag = number(UInt16.self), let length = number(UInt16.self), let value = octets(Int(length)) {
            parameters.append(SMPPParameter(SMPPParameter.Tag(rawValue: tag), value))
        }
        return parameters
    }

    private mutating func string(_ length: Int) -> String {
        var scalars = String.UnicodeScalarView()
        for octet in bytes.readBytes(length: length) ?? [] { scalars.append(Unicode.Scalar(octet)) }
        return String(scalars)
    }
}
