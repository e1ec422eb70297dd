import FlyingFox
import FlyingSocks
import Glibc

/// An address of this machine that a server can listen on.
struct ListeningAddress {
    private let host: String
    private let port: UInt16

    /// Nil unless `host` is an IPv4 or IPv6 address or `localhost`.
    init?(host: String, port: Int) {
        guard let port = UInt16(exactly: port) else { return nil }
        self.host = host == "localhost" ? "127.0.0.1" : host
        self.port = port
        guard (try? withAddress { _ in true }) == true else { return nil }
    }

    /// A server on that address, which says nothing by itself.
    func makeServer() throws -> HTTPServer {
        try withAddress { HTTPServer(address: $0, timeout: 15, logger: DisabledLogger.disabled) }
    }

    private func withAddress<T>(_ body: (any SocketAddress) throws -> T) throws -> T {
        if host.contains(":") { return try body(sockaddr_in6.inet6(ip6: host, port: port)) }
        return try body(sockaddr_in.inet(ip4: host, port: port))
    }
}
