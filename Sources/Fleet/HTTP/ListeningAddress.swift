import NIOCore

/// An address of this machine that a server can listen on.
struct ListeningAddress {
    let socket: SocketAddress

    /// Nil unless `host` is an IPv4 or IPv6 address or `localhost`.
    init?(host: String, port: Int) {
        guard UInt16(exactly: port) != nil else { return nil }
        let host = host == "localhost" ? "127.0.0.1" : host
        guard let socket = try? SocketAddress(ipAddress: host, port: port) else { return nil }
        self.socket = socket
    }
}
