import Fleet
import SMPP

extension SMPPSettings {
    /// As operations set them.
    /// - Parameter timeout: seconds for an answer, and for the turn of a message.
    init(_ settings: SMPPGatewaySettings, timeout: Double) {
        self.init(
            host: settings.host, port: settings.port, systemID: settings.systemID, password: settings.password)
        systemType = settings.systemType
        bind = settings.bind == .separate ? .separate : .transceiver
        connections = settings.connections
        window = settings.window
        segmentsPerSecond = Double(settings.segmentsPerSecond)
        enquireLink = .seconds(settings.enquireLinkSeconds)
        responseTimeout = .seconds(timeout)
        patience = .seconds(timeout)
        tls = settings.isEncrypted ? SMPPTLS(authorities: settings.authority) : nil
        source = Self.address(settings.source)
        longMessages = settings.longTexts == .payload ? .payload : .udh
        receiptIDs = SMPPReceiptIDs(rawValue: settings.receiptIDs.rawValue) ?? .same
    }

    /// A number as it is, a name as a name. [SMPP 3.4, 5.2.5]
    private static func address(_ source: String) -> SMPPAddress {
        let isNumber = source.allSatisfy { $0.isASCII && $0.isNumber }
        return SMPPAddress(ton: isNumber ? 0 : 5, npi: isNumber ? 1 : 0, source)
    }
}
