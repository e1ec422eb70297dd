/// What a PDU is. Any value may arrive; those named here are understood. [SMPP 3.4, 5.1.2.1]
package struct SMPPCommand: RawRepresentable, Sendable, Hashable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let genericNack = SMPPCommand(rawValue: 0x8000_0000)
    package static let bindReceiver = SMPPCommand(rawValue: 0x01)
    package static let bindTransmitter = SMPPCommand(rawValue: 0x02)
    package static let querySM = SMPPCommand(rawValue: 0x03)
    package static let submitSM = SMPPCommand(rawValue: 0x04)
    package static let deliverSM = SMPPCommand(rawValue: 0x05)
    package static let unbind = SMPPCommand(rawValue: 0x06)
    package static let cancelSM = SMPPCommand(rawValue: 0x08)
    package static let bindTransceiver = SMPPCommand(rawValue: 0x09)
    package static let outbind = SMPPCommand(rawValue: 0x0B)
    package static let enquireLink = SMPPCommand(rawValue: 0x15)
    package static let dataSM = SMPPCommand(rawValue: 0x0103)

    /// The top bit marks answers.
    package var isResponse: Bool { rawValue & 0x8000_0000 != 0 }
    /// What answers this command.
    package var response: SMPPCommand { SMPPCommand(rawValue: rawValue | 0x8000_0000) }
}
