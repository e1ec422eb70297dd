/// How a server listens.
package struct SMPPServerSettings: Sendable {
    package var host = "127.0.0.1"
    /// 0 takes any free port.
    package var port = 0
    /// Its name in answers to binds.
    package var systemID = "standin"
    /// `deliver_sm` that a peer leaves unanswered, at most.
    package var window = 500
    /// PEM files of a certificate and its key; nil for open connections.
    package var tls: (certificate: String, key: String)?

    package init() {}
}
