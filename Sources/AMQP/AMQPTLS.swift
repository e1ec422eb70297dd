/// How the connection is encrypted; at least TLS 1.2.
package struct AMQPTLS: Sendable, Equatable {
    /// The certificates (PEM) that may have signed the broker's.
    package var caFile: String
    /// Our own certificate (PEM), where the broker asks for one; with ``keyFile``.
    package var certFile: String?
    /// The key (PEM) of ``certFile``.
    package var keyFile: String?
    /// Whether the broker's certificate and host name are checked. Only for trying out is this false.
    package var verify: Bool

    /// Encrypted, and checked unless `verify` is false.
    package init(caFile: String, certFile: String? = nil, keyFile: String? = nil, verify: Bool = true) {
        self.caFile = caFile
        self.certFile = certFile
        self.keyFile = keyFile
        self.verify = verify
    }
}
