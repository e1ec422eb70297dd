import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Makes connections, with what a long-lived one needs.
struct SMPPConnector {
    let loop: any EventLoop
    let settings: SMPPSettings
    private let context: NIOSSLContext?

    /// Throws when the authorities cannot be read.
    init(_ settings: SMPPSettings, on loop: any EventLoop) throws {
        self.loop = loop
        self.settings = settings
        context = try settings.tls.map { try NIOSSLContext(configuration: Self.configuration($0)) }
    }

    private static func configuration(_ tls: SMPPTLS) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        if let authorities = tls.authorities { configuration.trustRoots = .file(authorities) }
        return configuration
    }

    /// Connects; the handler is in place before anything can come.
    func connect(_ handler: some ChannelInboundHandler & Sendable) async throws -> any Channel {
        let (context, name) = (context, serverName)
        let wait = settings.connectTimeout / .milliseconds(1)
        return try await ClientBootstrap(group: loop)
            .connectTimeout(.milliseconds(Int64(wait)))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.init(rawValue: TCP_USER_TIMEOUT)), value: userTimeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        let tls = try NIOSSLClientHandler(context: context, serverHostname: name)
                        try channel.pipeline.syncOperations.addHandler(tls)
                    }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: settings.host, port: settings.port).get()
    }

    /// Milliseconds for which what was written may stay unacknowledged.
    private var userTimeout: ChannelOptions.Types.SocketOption.Value {
        .init(clamping: Int(settings.responseTimeout / .milliseconds(1)))
    }

    /// An address has no place in a server name; the certificate is then compared with the address.
    private var serverName: String? {
        let name = settings.tls?.serverName ?? settings.host
        return (try? SocketAddress(ipAddress: name, port: 0)) == nil ? name : nil
    }
}
