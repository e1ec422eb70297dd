import CRabbitMQ
import Glibc

extension BrokerLink {
    /// Connects to the first host that lets us in, and opens channel 1. Blocks for up to twice `connectTimeout` a host.
    static func open(_ settings: AMQPSettings, generation: Int) throws(AMQPError) -> BrokerLink {
        var tried: [String] = []
        for host in settings.hosts {
            do throws(AMQPError) {
                let handle = try ConnectionHandle()
                try handle.connect(to: host, settings)
                try handle.logIn(settings)
                return try BrokerLink(handle: handle, generation: generation)
            } catch .refused(let user, let virtualHost, let reason) {
                throw .refused(user: user, virtualHost: virtualHost, reason: reason)
            } catch {
                tried.append("\(host): \(error.cause)")
            }
        }
        throw .unreachable(tried: tried.isEmpty ? "no host is set" : tried.joined(separator: "; "))
    }
}

extension ConnectionHandle {
    /// Opens the socket, encrypted if asked, and gives it its time limits.
    fileprivate func connect(to host: AMQPHost, _ settings: AMQPSettings) throws(AMQPError) {
        let socket = try unsafe newSocket(settings.tls)
        var patience = timeval(settings.connectTimeout)
        let status = unsafe amqp_socket_open_noblock(socket, host.host, Int32(clamping: host.port), &patience)
        guard status == AMQP_STATUS_OK.rawValue else { throw .connectionLost(reason: LibraryStatus.text(status)) }
        unsafe amqp_set_handshake_timeout(state, &patience)
        var replyPatience = timeval(settings.replyTimeout)
        unsafe amqp_set_rpc_timeout(state, &replyPatience)
        limitSilence(settings)
    }

    /// A write to a dead or stopped peer would block for ever, whatever the heartbeat: the kernel ends it.
    private func limitSilence(_ settings: AMQPSettings) {
        let longest = min(settings.heartbeat * 2, settings.confirmTimeout)
        var milliseconds = UInt32(max(longest / .milliseconds(1), 1_000))
        unsafe setsockopt(
            amqp_get_sockfd(state), Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds,
            socklen_t(MemoryLayout<UInt32>.size))
    }

    private func newSocket(_ tls: AMQPTLS?) throws(AMQPError) -> OpaquePointer {
        let socket = unsafe tls == nil ? amqp_tcp_socket_new(state) : amqp_ssl_socket_new(state)
        guard let socket = unsafe socket else { throw .connectionLost(reason: "no socket could be made") }
        if let tls { try unsafe configure(socket, tls) }
        return unsafe socket
    }

    private func configure(_ socket: OpaquePointer, _ tls: AMQPTLS) throws(AMQPError) {
        // Set by hand: the library's own default admits TLS 1.0.
        var status = unsafe amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST)
        guard status == AMQP_STATUS_OK.rawValue else { throw .connectionLost(reason: "TLS 1.2 is not available") }
        unsafe amqp_ssl_socket_set_verify_peer(socket, tls.verify ? 1 : 0)
        unsafe amqp_ssl_socket_set_verify_hostname(socket, tls.verify ? 1 : 0)
        status = unsafe amqp_ssl_socket_set_cacert(socket, tls.caFile)
        guard status == AMQP_STATUS_OK.rawValue else {
            throw .connectionLost(reason: "the certificates in \(tls.caFile) cannot be read")
        }
        guard let certFile = tls.certFile, let keyFile = tls.keyFile else { return }
        status = unsafe amqp_ssl_socket_set_key(socket, certFile, keyFile)
        guard status == AMQP_STATUS_OK.rawValue else {
            throw .connectionLost(reason: "\(certFile) and \(keyFile) cannot be read, or do not match")
        }
    }

    /// Tells the broker who we are and which of its messages we understand, and agrees on the heartbeat.
    fileprivate func logIn(_ settings: AMQPSettings) throws(AMQPError) {
        let arena = WireArena()
        var properties = unsafe arena.table([
            "product": .string("lianhu"),
            "connection_name": .string(settings.connectionName),
            "capabilities": .table([
                "connection.blocked": .bool(true),
                "consumer_cancel_notify": .bool(true),
                "publisher_confirms": .bool(true),
                "basic.nack": .bool(true),
                "authentication_failure_close": .bool(true),
            ]),
        ])
        let heartbeat = Int32(clamping: max(settings.heartbeat.components.seconds, 1))
        let reply = unsafe lianhu_amqp_login(
            state, settings.virtualHost, 16, 131_072, heartbeat, &properties, settings.user, settings.password)
        do throws(AMQPError) {
            try unsafe check(reply, to: "the login")
        } catch .connectionClosed(_, let text) {
            throw .refused(user: settings.user, virtualHost: settings.virtualHost, reason: text)
        }
    }
}

extension AMQPError {
    /// What is said of one host among several.
    fileprivate var cause: String {
        switch self {
        case .connectionLost(let reason): reason
        case .timedOut(let what): "no \(what) in time"
        default: description
        }
    }
}

extension timeval {
    /// Whole microseconds of a duration.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
