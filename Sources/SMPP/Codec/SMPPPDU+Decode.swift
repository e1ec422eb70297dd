package import NIOCore

extension SMPPPDU {
    /// A frame whose header could be read and whose body could not.
    package struct Malformed: Error, Equatable {
        package let command: SMPPCommand
        package let status: SMPPStatus
        package let sequence: UInt32
    }

    /// Reads a frame, header and all. Octets behind what a command asks for that are no parameter are ignored, as
    /// some carriers pad; an answer without a body is one, as it is when it refuses.
    package init(_ frame: ByteBuffer) throws(Malformed) {
        var reader = SMPPReader(frame)
        _ = reader.number(UInt32.self)
        command = SMPPCommand(rawValue: reader.number(UInt32.self) ?? 0)
        status = SMPPStatus(rawValue: reader.number(UInt32.self) ?? 0)
        sequence = reader.number(UInt32.self) ?? 0
        guard let body = Self.body(command, &reader) else {
            throw Malformed(command: command, status: status, sequence: sequence)
        }
        self.body = body
    }

    private static func body(_ command: SMPPCommand, _ reader: inout SMPPReader) -> SMPPBody? {
        switch command {
        case .bindReceiver, .bindTransmitter, .bindTransceiver: bind(&reader)
        case .submitSM, .deliverSM: message(&reader)
        case .outbind: outbind(&reader)
        case .unbind, .enquireLink, .genericNack, SMPPCommand.unbind.response, SMPPCommand.enquireLink.response: .empty
        case SMPPCommand.bindReceiver.response, SMPPCommand.bindTransmitter.response,
            SMPPCommand.bindTransceiver.response:
            reader.isAtEnd
                ? SMPPBody.empty : .bindAnswer(systemID: reader.lenientText(16), parameters: reader.parameters())
        case SMPPCommand.submitSM.response, SMPPCommand.deliverSM.response:
            reader.isAtEnd
                ? SMPPBody.empty : .messageAnswer(id: reader.lenientText(65), parameters: reader.parameters())
        default: .unknown(reader.rest())
        }
    }

    private static func bind(_ reader: inout SMPPReader) -> SMPPBody? {
        guard let systemID = reader.text(16), let password = reader.text(9), let systemType = reader.text(13),
            let version = reader.number(UInt8.self), let range = reader.address(41)
        else { return nil }
        return .bind(
            SMPPBind(
                systemID: systemID, password: password, systemType: systemType, interfaceVersion: version,
                addressRange: range))
    }

    private static func outbind(_ reader: inout SMPPReader) -> SMPPBody? {
        guard let systemID = reader.text(16), let password = reader.text(9) else { return nil }
        return .outbind(systemID: systemID, password: password)
    }

    private static func message(_ reader: inout SMPPReader) -> SMPPBody? {
        guard let serviceType = reader.text(6), let source = reader.address(21), let destination = reader.address(21),
            let flags = reader.octets(3), let scheduled = reader.text(17), let validity = reader.text(17),
            let settings = reader.octets(4), let length = reader.number(UInt8.self),
            let content = reader.octets(Int(length))
        else { return nil }
        var message = SMPPShortMessage(source: source, destination: destination)
        message.serviceType = serviceType
        (message.esmClass, message.protocolID, message.priority) = (flags[0], flags[1], flags[2])
        (message.scheduled, message.validity) = (scheduled, validity)
        (message.registeredDelivery, message.replaceIfPresent) = (settings[0], settings[1])
        (message.dataCoding, message.defaultMessageID) = (settings[2], settings[3])
        message.content = content
        message.parameters = reader.parameters()
        return .message(message)
    }
}
