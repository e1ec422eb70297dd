package import NIOCore

/// Cuts a stream of octets into frames, however it arrives. [SMPP 3.4, 3.2.1]
package struct SMPPFramer: Sendable {
    /// A length below the header's or above the limit: where the next frame begins cannot be known.
    package struct InvalidLength: Error, Equatable {
        package let length: UInt32
    }

    /// Octets of a header, the least a frame has.
    package static let headerLength = 16
    /// Octets of a frame, at most, unless told otherwise.
    package static let standardLimit = 64 * 1024

    private let limit: Int
    private var pending = ByteBuffer()

    /// - Parameter limit: octets of a frame, at most.
    package init(limit: Int = SMPPFramer.standardLimit) { self.limit = limit }

    /// Adds what has arrived.
    package mutating func add(_ bytes: ByteBuffer) {
        if pending.readableBytes == 0 {
            pending = bytes
        } else {
            pending.discardReadBytes()
            pending.writeImmutableBuffer(bytes)
        }
    }

    /// The next whole frame with its header; nil until there is one. Throws once where a length is impossible: the
    /// connection is then to be closed.
    package mutating func next() throws(InvalidLength) -> ByteBuffer? {
        guard let length = pending.getInteger(at: pending.readerIndex, as: UInt32.self) else { return nil }
        guard length >= UInt32(Self.headerLength), length <= UInt32(limit) else {
            pending.clear()
            throw InvalidLength(length: length)
        }
        return pending.readSlice(length: Int(length))
    }
}
