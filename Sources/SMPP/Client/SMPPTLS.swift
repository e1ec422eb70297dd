/// Encryption of a connection: the carrier's certificate and name are always verified.
package struct SMPPTLS: Sendable {
    /// A PEM file of the authorities that are trusted; nil for the system's.
    package var authorities: String?
    /// The name in the carrier's certificate, when it is not the host's.
    package var serverName: String?

    package init(authorities: String? = nil, serverName: String? = nil) {
        self.authorities = authorities
        self.serverName = serverName
    }
}
