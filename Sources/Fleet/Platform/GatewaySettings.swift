package import Foundation

/// A carrier, as operations set it.
package struct GatewaySettings: Sendable {
    /// How it is reached.
    package enum Kind: String, Sendable, CaseIterable { case http, smpp, kannel }

    /// What only that kind needs.
    package enum Connection: Sendable {
        case http(url: URL, secret: String)
        case smpp(SMPPGatewaySettings)
        case kannel(KannelGatewaySettings)
    }

    /// As it appears in events, metrics and the path of its receipts.
    package let name: String
    package let connection: Connection
    /// Messages in one call, at most.
    package let batch: Int
    /// Seconds for a whole call. How long a dead process holds up what it was sending follows from it.
    package let timeoutSeconds: Int
    /// What a segment costs, in any currency; 0 if nobody said.
    package let price: Double

    package var kind: Kind {
        switch connection {
        case .http: .http
        case .smpp: .smpp
        case .kannel: .kannel
        }
    }

    /// For people: where it is.
    package var address: String {
        switch connection {
        case .http(let url, _): url.absoluteString
        case .smpp(let smpp): "\(smpp.host):\(smpp.port)"
        case .kannel(let kannel): kannel.url.absoluteString
        }
    }

    /// The setting that names them.
    static let names = "gateways"

    /// Those that `gateways` names, each with settings of its own under `gateway.NAME`; without it the one of `gateway`.
    static func all(_ reader: SettingsReader) -> [GatewaySettings] {
        let names = reader.names(Self.names, "carriers by their names; each has settings under gateway.NAME")
        guard names.isEmpty else {
            return names.compactMap { GatewaySettings(reader, name: $0, at: "gateway.\($0)", isNamed: true) }
        }
        let name = reader.text("gateway.name", "http", "the carrier's name")
        return [GatewaySettings(reader, name: name, at: "gateway", isNamed: false)].compactMap { $0 }
    }

    /// - Parameter isNamed: somebody counts on it; else it is there if it has an address.
    private init?(_ reader: SettingsReader, name: String, at path: String, isNamed: Bool) {
        self.name = name
        batch = reader.integer("\(path).batch", 100, in: 1...1000, "messages in a call, at most")
        timeoutSeconds = reader.integer("\(path).timeoutSeconds", 10, in: 1...120, "seconds for a call of the carrier")
        price = reader.number("\(path).price", 0, in: 0...1000, "what a segment costs")
        if reader.isDeclaring, isNamed { Self.declare(reader, path) }
        let kind: Kind = isNamed ? reader.choice("\(path).kind", .http, "how the carrier is reached") : .http
        let connection: Connection? =
            switch kind {
            case .http: Self.http(reader, path, isNamed: isNamed)
            case .smpp: SMPPGatewaySettings(reader, at: path).map(Connection.smpp)
            case .kannel: KannelGatewaySettings(reader, at: path).map(Connection.kannel)
            }
        guard let connection else { return nil }
        self.connection = connection
    }

    /// Each kind has settings of its own, and which kind it is stands in one of them.
    private static func declare(_ reader: SettingsReader, _ path: String) {
        _ = SMPPGatewaySettings(reader, at: path)
        _ = KannelGatewaySettings(reader, at: path)
    }

    private static func http(_ reader: SettingsReader, _ path: String, isNamed: Bool) -> Connection? {
        let url = reader.url("\(path).url", "the carrier's address")
        let secret = reader.optionalText("\(path).secret", "signs what goes and comes", secret: true)
        guard let url else {
            if isNamed { reader.report("\(path).url", expected: "an address when gateways names the carrier") }
            return nil
        }
        if secret == nil { reader.report("\(path).secret", expected: "a secret when \(path).url is given") }
        return .http(url: url, secret: secret ?? "")
    }
}
