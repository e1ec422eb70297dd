import Loop
import NIOCore
import NIOPosix
import TestSupport
import Testing

/// A TCP connection that sends what no client library would, and keeps all that comes back.
final class HTTPWire: Sendable {
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel
    private let sink: Sink

    /// - Parameter isDeaf: never reads.
    init(port: Int, host: String = "127.0.0.1", isDeaf: Bool = false) async throws {
        let sink = Sink()
        channel = try await ClientBootstrap(group: Self.group)
            .channelOption(.autoRead, value: !isDeaf)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(sink) }
            }
            .connect(host: host, port: port).get()
        self.sink = sink
    }

    /// What a broken connection says to this does not matter.
    func send(_ text: String) { channel.writeAndFlush(ByteBuffer(string: text), promise: nil) }

    func close() { channel.close(promise: nil) }

    /// All that has come.
    var text: String { sink.state.0 }

    var isClosed: Bool { sink.state.1 }

    /// All that has come once this is the case.
    @discardableResult
    func until(_ what: Comment, within patience: Duration = .seconds(10), _ condition: (HTTPWire) async -> Bool)
        async throws
        -> String
    {
        let deadline = ContinuousClock.now + patience
        while !(await condition(self)) {
            guard ContinuousClock.now < deadline else {
                Issue.record("waited in vain for \(what): \(text)")
                return text
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        return text
    }

    /// All that has come once the other side has closed.
    func untilClosed(within patience: Duration = .seconds(10)) async throws -> String {
        try await until("the end", within: patience) { $0.isClosed }
    }

    /// Sends it over a connection of its own, and returns what came until the other side closed.
    static func exchange(_ text: String, port: Int) async throws -> String {
        let wire = try await HTTPWire(port: port)
        defer { wire.close() }
        wire.send(text)
        return try await wire.untilClosed()
    }
}

/// `@unchecked Sendable` because the lock guards both.
private final class Sink: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    private let lock = Lock()
    private var text = ""
    private var isClosed = false

    var state: (String, Bool) { lock.withLock { (text, isClosed) } }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        lock.withLock { text += String(buffer: bytes) }
    }

    func channelInactive(context: ChannelHandlerContext) { lock.withLock { isClosed = true } }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
