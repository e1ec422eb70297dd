import NIOCore

/// Who looks after connections: an actor on the event loop of their channels.
protocol SMPPChannelOwner: Actor {
    /// Octets have come on a connection.
    func read(_ bytes: ByteBuffer, on connection: Int)
    /// All has been read that was there.
    func readComplete(on connection: Int)
    /// The connection is gone, or broken.
    func closed(_ reason: String, on connection: Int)
}

/// Passes a channel's events to its owner; without a state of its own.
final class SMPPChannelHandler<Owner: SMPPChannelOwner>: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let owner: Owner
    private let connection: Int

    init(_ owner: Owner, connection: Int) {
        self.owner = owner
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        owner.assumeIsolated { $0.read(bytes, on: connection) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        owner.assumeIsolated { $0.readComplete(on: connection) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        owner.assumeIsolated { $0.closed("the connection was closed", on: connection) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let reason = "the connection broke: \(error)"
        owner.assumeIsolated { $0.closed(reason, on: connection) }
        context.close(promise: nil)
    }
}
