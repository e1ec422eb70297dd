package import Logging
package import NIOCore
import NIOHTTP1

/// What the connections of a worker's HTTP server share. On their event loop alone.
package final class HTTPConnections {
    let limits: HTTPLimits
    let logger: Logger
    private(set) var routes: HTTPRoutes
    /// Bytes of bodies that are being read or answered.
    var heldBytes = 0
    private var all: [ObjectIdentifier: HTTPConnection] = [:]
    private var emptied: EventLoopPromise<Void>?

    /// Of one server, without connections yet.
    package init(
        _ routes: [HTTPRouteHandler] = [], limits: HTTPLimits = HTTPLimits(), logger: Logger = Logger(label: "http")
    ) {
        self.routes = HTTPRoutes(routes)
        self.limits = limits
        self.logger = logger
    }

    /// Whether somebody is being answered.
    package var isAnswering: Bool { all.values.contains { $0.phase == .answering || $0.phase == .writing } }

    /// Whether there is no connection, and nothing held for one.
    package var isQuiet: Bool { all.isEmpty && heldBytes == 0 }

    var count: Int { all.count }

    func add(_ route: HTTPRouteHandler) { routes.add(route) }

    /// Makes a new channel a connection.
    /// - Throws: if there are too many, all of them being answered, or it has been stopped.
    package func accept(_ channel: any Channel) throws {
        try makeRoom()
        var heads = NIOHTTPDecoderLimitConfiguration()
        heads.maxHeaderFieldSize = limits.headBytes
        heads.maxHeaderListSize = limits.headBytes
        heads.maxHeaderFieldCount = limits.headFields
        // The decoder keeps what it has not understood yet: spaces before a value count in no limit but this.
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(limitConfiguration: heads), maximumBufferSize: 2 * limits.headBytes)
        try channel.pipeline.syncOperations.addHandlers([
            HTTPResponseEncoder(), decoder, HTTPServerPipelineHandler(), HTTPConnection(self),
        ])
    }

    private func makeRoom() throws {
        if emptied != nil { throw NoRoom() }
        guard all.count >= limits.connections else { return }
        let waiting = all.values.filter { $0.phase == .idle || $0.phase == .head }
        guard let longest = waiting.min(by: { $0.since < $1.since }) else { throw NoRoom() }
        longest.close()
    }

    private struct NoRoom: Error {}

    func insert(_ connection: HTTPConnection) { all[ObjectIdentifier(connection)] = connection }

    func remove(_ connection: HTTPConnection) {
        all[ObjectIdentifier(connection)] = nil
        if all.isEmpty { emptied?.succeed() }
    }

    /// Lets requests in hand end, for as long as the limits say, and closes everything.
    func stop(on loop: any EventLoop) -> EventLoopFuture<Void> {
        if let emptied { return emptied.futureResult }
        let promise = loop.makePromise(of: Void.self)
        if all.isEmpty { promise.succeed() }
        emptied = promise
        for connection in all.values { connection.quiesce() }
        let patience = TimeAmount.nanoseconds(Int64(limits.stopSeconds * 1e9))
        let last = loop.assumeIsolated().scheduleTask(in: patience) {
            for connection in self.all.values { connection.close() }
        }
        promise.futureResult.whenComplete { _ in last.cancel() }
        return promise.futureResult
    }
}
