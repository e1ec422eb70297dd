package import Foundation

/// How to reach RabbitMQ.
package struct BrokerSettings: Sendable {
    /// Tried in order, then from the first again.
    package let hosts: [Endpoint]
    /// The management plugin's address, for `setup`, `doctor` and `status` alone.
    package let management: URL?
    /// The worker's own user, with its rights alone.
    package let user: String
    /// Never logged.
    package let password: String
    /// The tenant's.
    package let virtualHost: String
    /// Nil for a plain connection.
    package let tls: BrokerTLSSettings?

    init(_ reader: SettingsReader) {
        hosts = reader.endpoints("broker.hosts", "127.0.0.1:5672", port: 5672, "RabbitMQ's nodes")
        management = reader.url("broker.management", "RabbitMQ's management API")
        user = reader.text("broker.user", "guest", "RabbitMQ's user")
        password = reader.optionalText("broker.password", "its password (guest if not set)", secret: true) ?? "guest"
        virtualHost = reader.text("broker.virtualHost", "/", "one virtual host a tenant")
        tls = BrokerTLSSettings(reader)
    }
}

/// TLS towards RabbitMQ: switched on by naming the authority that signed its certificate.
package struct BrokerTLSSettings: Sendable {
    /// Path of the authorities' certificates, PEM.
    package let authority: String
    /// Path of our own certificate, PEM; nil if the broker asks for none.
    package let certificate: String?
    /// Path of its key, PEM; there if the certificate is.
    package let key: String?

    init?(_ reader: SettingsReader) {
        let authority = reader.readableFile("broker.tls.ca", "authority that signed the broker's certificate")
        certificate = reader.readableFile("broker.tls.cert", "our own certificate")
        key = reader.readableFile("broker.tls.key", "the key of our certificate")
        if (certificate == nil) != (key == nil) {
            reader.report("broker.tls", expected: "cert and key to be given together")
        }
        guard let authority else {
            if certificate != nil { reader.report("broker.tls.ca", expected: "the authority when cert is given") }
            return nil
        }
        self.authority = authority
    }
}
