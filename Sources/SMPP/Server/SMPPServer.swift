package import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// The carrier's side of SMPP 3.4, for a stand-in and for tests: what it does with binds and submits its owner says.
package actor SMPPServer: SMPPChannelOwner {
    /// The verdict on a bind.
    package typealias OnBind = @Sendable (SMPPBind, SMPPBind.Mode) async -> SMPPStatus
    /// What to do about each submit, in the order in which it is to be done; one call at a time, with all that has come
    /// since the last.
    package typealias OnSubmit = @Sendable ([SMPPServerSubmit]) async -> [(SMPPServerSubmit, SMPPServerAnswer)]

    let loop: any EventLoop
    let settings: SMPPServerSettings
    let logger: Logger
    let onBind: OnBind
    let onSubmit: OnSubmit
    var peers: [Int: SMPPServerPeer] = [:]
    var submits: [SMPPServerSubmit] = []
    var reader: CheckedContinuation<[SMPPServerSubmit]?, Never>?
    /// Neither enquiries nor unbinds are answered.
    package var isMute = false
    private var counter = 0
    private var listener: (any Channel)?
    private(set) var isClosed = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.executor.asUnownedSerialExecutor() }

    /// ``start()`` then listens.
    package init(
        _ settings: SMPPServerSettings, logger: Logger, onBind: @escaping OnBind, onSubmit: @escaping OnSubmit
    ) {
        loop = MultiThreadedEventLoopGroup.singleton.next()
        self.settings = settings
        self.logger = logger
        self.onBind = onBind
        self.onSubmit = onSubmit
    }

    /// Listens, and returns the port. Throws when it cannot.
    package func start() async throws -> Int {
        let context = try settings.tls.map { try Self.context(certificate: $0.certificate, key: $0.key) }
        let listener = try await ServerBootstrap(group: loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    let number = self.assumeIsolated { $0.accept(channel) }
                    try channel.pipeline.syncOperations.addHandler(SMPPChannelHandler(self, connection: number))
                }
            }
            .bind(host: settings.host, port: settings.port).get()
        self.listener = listener
        return listener.localAddress?.port ?? settings.port
    }

    /// Decides on submits until stopped.
    package func run() async {
        await withTaskCancellationHandler {
            while let batch = await withCheckedContinuation({ read($0) }) {
                for (submit, answer) in await onSubmit(batch) { carryOut(answer, submit) }
                flush()
            }
        } onCancel: {
            Task { await self.stop() }
        }
    }

    /// Closes everything.
    package func stop() {
        isClosed = true
        listener?.close(promise: nil)
        disconnect()
        reader?.resume(returning: nil)
        reader = nil
    }

    /// Closes all connections without a word.
    package func disconnect() {
        for peer in peers.values { peer.channel.close(promise: nil) }
    }

    /// Falls silent, or speaks again.
    package func set(mute: Bool) { isMute = mute }

    /// Peers that receive.
    package var receivers: [Int] { peers.values.filter { $0.mode?.receives == true }.map(\.number).sorted() }

    /// All that are bound.
    package var bound: [SMPPBind.Mode] { peers.values.compactMap(\.mode) }

    private static func context(certificate: String, key: String) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(file: key, format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
    }

    private func accept(_ channel: any Channel) -> Int {
        counter += 1
        peers[counter] = SMPPServerPeer(counter, channel)
        return counter
    }

    private func read(_ continuation: CheckedContinuation<[SMPPServerSubmit]?, Never>) {
        if isClosed { return continuation.resume(returning: nil) }
        reader = continuation
        wake()
    }

    func wake() {
        guard !submits.isEmpty, let reader else { return }
        self.reader = nil
        defer { submits = [] }
        reader.resume(returning: submits)
    }
}
