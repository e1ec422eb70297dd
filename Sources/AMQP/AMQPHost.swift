/// Where a broker listens.
package struct AMQPHost: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address.
    package var host: String
    /// Usually 5672, with TLS 5671.
    package var port: Int

    /// A host and its port.
    package init(host: String, port: Int = 5672) {
        self.host = host
        self.port = port
    }

    /// `host:port`.
    package var description: String { "\(host):\(port)" }
}
