import NIOCore
import TestSupport

@testable import SMPP

/// Octets as people read them.
enum Hex {
    static func text(_ bytes: ByteBuffer) -> String {
        bytes.readableBytesView.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
            .joined(separator: " ")
    }

    static func buffer(_ text: String) -> ByteBuffer {
        ByteBuffer(bytes: text.split(separator: " ").compactMap { UInt8($0, radix: 16) })
    }
}

/// PDUs of all kinds.
enum PDUMaker {
    static func pdu(_ random: inout Seeded) -> SMPPPDU {
        let command = random.pick(
            [
                .bindReceiver, .bindTransmitter, .bindTransceiver, SMPPCommand.bindTransceiver.response, .outbind,
                .unbind, SMPPCommand.unbind.response, .submitSM, SMPPCommand.submitSM.response, .deliverSM,
                SMPPCommand.deliverSM.response, .enquireLink, SMPPCommand.enquireLink.response, .genericNack, .dataSM,
                .querySM,
            ], or: .enquireLink)
        let status = random.oneIn(4) ? SMPPStatus(rawValue: UInt32.random(in: 0...255, using: &random)) : .ok
        return SMPPPDU(
            command, status: status, sequence: UInt32.random(in: 1...0x7FFF_FFFF, using: &random),
            body(command, &random))
    }

    private static func body(_ command: SMPPCommand, _ random: inout Seeded) -> SMPPBody {
        switch command {
        case .bindReceiver, .bindTransmitter, .bindTransceiver:
            var bind = SMPPBind(
                systemID: text(15, &random), password: text(8, &random), systemType: text(12, &random))
            bind.addressRange = SMPPAddress(ton: 1, npi: 2, text(40, &random))
            return .bind(bind)
        case .outbind: return .outbind(systemID: text(15, &random), password: text(8, &random))
        case .submitSM, .deliverSM: return .message(message(&random))
        case .dataSM, .querySM: return .unknown(octets(40, &random))
        case SMPPCommand.bindTransceiver.response:
            return random.oneIn(5)
                ? .empty : .bindAnswer(systemID: text(15, &random), parameters: parameters(&random))
        case SMPPCommand.submitSM.response, SMPPCommand.deliverSM.response:
            return random.oneIn(5) ? .empty : .messageAnswer(id: text(64, &random), parameters: parameters(&random))
        default: return .empty
        }
    }

    static func message(_ random: inout Seeded) -> SMPPShortMessage {
        var message = SMPPShortMessage(
            source: SMPPAddress(ton: 5, npi: 0, text(20, &random)), destination: SMPPAddress(text(20, &random)))
        message.serviceType = text(5, &random)
        message.esmClass = UInt8.random(in: 0...255, using: &random)
        message.dataCoding = random.pick([0, 1, 3, 8, 0xF0], or: 0)
        message.validity = random.oneIn(2) ? "000001000000000R" : ""
        message.content = octets(255, &random)
        message.parameters = parameters(&random)
        return message
    }

    private static func parameters(_ random: inout Seeded) -> [SMPPParameter] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
            SMPPParameter(
                .init(rawValue: random.pick([0x1E, 0x427, 0x424, 0x20C, 0x20E, 0x20F, 0x423, 0x7777], or: 0)),
                octets(30, &random))
        }
    }

    private static func octets(_ limit: Int, _ random: inout Seeded) -> [UInt8] {
        (0..<Int.random(in: 0...limit, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    private static func text(_ limit: Int, _ random: inout Seeded) -> String {
        String(String.UnicodeScalarView(octets(limit, &random).map { Unicode.Scalar(max(1, $0)) }))
    }
}
