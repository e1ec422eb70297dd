/// A carrier that is reached by SMPP 3.4.
package struct SMPPGatewaySettings: Sendable, Equatable {
    /// One session for both ways, or one for each.
    package enum Bind: String, Sendable, CaseIterable { case transceiver, separate }
    /// How a text goes that is too long for one message.
    package enum LongTexts: String, Sendable, CaseIterable { case udh, payload }
    /// How the ids of receipts differ from those of answers.
    package enum ReceiptIDs: String, Sendable, CaseIterable { case same, hexToDecimal, decimalToHex }

    package let host: String
    package let port: Int
    package let systemID: String
    package let password: String
    package let systemType: String
    package let bind: Bind
    package let connections: Int
    /// Unanswered submits a connection, at most.
    package let window: Int
    /// Segments a second and connection, at most.
    package let segmentsPerSecond: Int
    /// Seconds of silence after which the line is tried.
    package let enquireLinkSeconds: Int
    package let longTexts: LongTexts
    package let receiptIDs: ReceiptIDs
    /// The number or name that texts come from.
    package let source: String
    package let isEncrypted: Bool
    /// A file of certificates to trust beside the system's.
    package let authority: String?

    init?(_ reader: SettingsReader, at path: String) {
        let endpoints = reader.endpoints("\(path).host", "localhost", port: 2775, "the carrier's SMPP address")
        systemID = reader.text("\(path).systemId", "lianhu", "the account at the carrier")
        password = reader.optionalText("\(path).password", "the account's password", secret: true) ?? ""
        systemType = reader.optionalText("\(path).systemType", "what the carrier calls this kind of system") ?? ""
        bind = reader.choice("\(path).bind", .transceiver, "sessions of one kind or two")
        connections = reader.integer("\(path).connections", 1, in: 1...32, "connections to the carrier")
        window = reader.integer("\(path).window", 100, in: 1...5000, "unanswered submits a connection")
        segmentsPerSecond = reader.integer(
            "\(path).segmentsPerSecond", 1000, in: 1...50_000, "segments a second and connection")
        enquireLinkSeconds = reader.integer(
            "\(path).enquireLinkSeconds", 30, in: 1...600, "seconds until a silent line is tried")
        longTexts = reader.choice("\(path).longTexts", .udh, "how long texts go")
        receiptIDs = reader.choice("\(path).receiptIds", .same, "how receipts spell the ids of answers")
        source = reader.optionalText("\(path).source", "the number that texts come from") ?? ""
        isEncrypted = reader.isOn("\(path).tls", false, "TLS to the carrier")
        authority = reader.readableFile("\(path).tlsAuthority", "certificates to trust, PEM")
        guard let endpoint = endpoints.first else { return nil }
        (host, port) = (endpoint.host, endpoint.port)
    }
}
