package import NIOCore

extension SMPPPDU {
    /// Writes the frame. Texts that are longer than the specification allows are cut, contents at 255 octets: callers
    /// check before.
    package func write(to buffer: inout ByteBuffer) {
        let start = buffer.writerIndex
        buffer.writeMultipleIntegers(UInt32(0), command.rawValue, status.rawValue, sequence)
        body.write(to: &buffer)
        buffer.setInteger(UInt32(truncatingIfNeeded: buffer.writerIndex - start), at: start)
    }
}

extension SMPPBody {
    fileprivate func write(to buffer: inout ByteBuffer) {
        switch self {
        case .empty: break
        case .unknown(let octets): buffer.writeBytes(octets)
        case .bind(let bind): bind.write(to: &buffer)
        case .message(let message): message.write(to: &buffer)
        case .outbind(let systemID, let password):
            buffer.write(text: systemID, limit: 16)
            buffer.write(text: password, limit: 9)
        case .bindAnswer(let systemID, let parameters):
            buffer.write(text: systemID, limit: 16)
            buffer.write(parameters)
        case .messageAnswer(let id, let parameters):
            buffer.write(text: id, limit: 65)
            buffer.write(parameters)
        }
    }
}

extension SMPPBind {
    fileprivate func write(to buffer: inout ByteBuffer) {
        buffer.write(text: systemID, limit: 16)
        buffer.write(text: password, limit: 9)
        buffer.write(text: systemType, limit: 13)
        buffer.writeInteger(interfaceVersion)
        buffer.write(addressRange, limit: 41)
    }
}

extension SMPPShortMessage {
    fileprivate func write(to buffer: inout ByteBuffer) {
        buffer.write(text: serviceType, limit: 6)
        buffer.write(source, limit: 21)
        buffer.write(destination, limit: 21)
        buffer.writeMultipleIntegers(esmClass, protocolID, priority)
        buffer.write(text: scheduled, limit: 17)
        buffer.write(text: validity, limit: 17)
        let length = UInt8(clamping: content.count)
        buffer.writeMultipleIntegers(registeredDelivery, replaceIfPresent, dataCoding, defaultMessageID, length)
        buffer.writeBytes(content.prefix(Int(length)))
        buffer.write(parameters)
    }
}

extension ByteBuffer {
    /// A C-octet string of at most `limit` octets with its end; what is not Latin-1 becomes a question mark.
    fileprivate mutating func write(text: String, limit: Int) {
        for scalar in text.unicodeScalars.prefix(limit - 1) {
            writeInteger(scalar.value == 0 ? UInt8(ascii: "?") : UInt8(exactly: scalar.value) ?? UInt8(ascii: "?"))
        }
        writeInteger(UInt8(0))
    }

    fileprivate mutating func write(_ address: SMPPAddress, limit: Int) {
        writeMultipleIntegers(address.ton, address.npi)
        write(text: address.number, limit: limit)
    }

    fileprivate mutating func write(_ parameters: [SMPPParameter]) {
        for parameter in parameters {
            let length = UInt16(clamping: parameter.value.count)
            writeMultipleIntegers(parameter.tag.rawValue, length)
            writeBytes(parameter.value.prefix(Int(length)))
        }
    }
}
