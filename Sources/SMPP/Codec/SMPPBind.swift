/// The wish to send, to receive, or both. [SMPP 3.4, 4.1]
package struct SMPPBind: Sendable, Equatable {
    /// Which of the three binds.
    package enum Mode: String, Sendable, CaseIterable {
        case receiver, transmitter, transceiver

        /// Messages may be submitted.
        package var sends: Bool { self != .receiver }
        /// Receipts and messages from phones come.
        package var receives: Bool { self != .transmitter }

        /// Its command.
        package var command: SMPPCommand {
            switch self {
            case .receiver: .bindReceiver
            case .transmitter: .bindTransmitter
            case .transceiver: .bindTransceiver
            }
        }
    }

    package var systemID: String
    package var password: String
    package var systemType: String
    /// 0x34 for 3.4.
    package var interfaceVersion: UInt8
    /// Which numbers it serves; mostly empty.
    package var addressRange: SMPPAddress

    package init(
        systemID: String, password: String, systemType: String = "", interfaceVersion: UInt8 = 0x34,
        addressRange: SMPPAddress = SMPPAddress("")
    ) {
        self.systemID = systemID
        self.password = password
        self.systemType = systemType
        self.interfaceVersion = interfaceVersion
        self.addressRange = addressRange
    }
}
