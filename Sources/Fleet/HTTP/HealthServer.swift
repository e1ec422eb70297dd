import Foundation
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Serves `/livez`, `/readyz` and `/metrics`, and whatever else a worker adds: HTTP/1.1, within `HTTPLimits`, on a
/// thread of its own, so that no peer's bytes keep the worker from its work.
package actor HealthServer: Service {
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private let loop: any EventLoop
    private let listening: ListeningAddress
    private let address: String
    private let connections: HTTPConnections
    private var listener: Task<any Channel, any Error>?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - port: 0 takes any free one; `port()` tells which.
    ///   - routes: more of them may be added later with `add`.
    /// - Throws: `TryAgainLater` if the host is no address.
    package init(
        host: String, port: Int, health: Health, metrics: MetricsRegistry, routes: [HTTPRouteHandler] = [],
        limits: HTTPLimits = HTTPLimits()
    ) throws {
        guard let listening = ListeningAddress(host: host, port: port) else {
            throw TryAgainLater("\(host):\(port) is no address to listen on")
        }
        loop = Self.group.next()
        self.listening = listening
        address = "\(host):\(port)"
        connections = HTTPConnections(HealthRoutes(health: health, metrics: metrics).all + routes, limits: limits)
    }

    /// Adds a route, at any time.
    package func add(_ route: HTTPRouteHandler) { connections.add(route) }

    /// The port that it listens on, from now on if it did not before.
    /// - Throws: `TryAgainLater` if the port is taken.
    package func port() async throws -> Int { try await listen().localAddress?.port ?? 0 }

    /// Serves until the process has drained; then requests in hand may end.
    /// - Throws: `TryAgainLater` if the port is taken.
    package func run() async throws {
        let channel = try await listen()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await channel.closeFuture.get() }
            group.addTask { try await gracefulShutdown() }
            let end = await group.nextResult()
            try await stop()
            group.cancelAll()
            try end?.get()
        }
    }

    /// Closes everything, once requests in hand have ended.
    func stop() async throws {
        guard let listener else { return }
        try? await listener.value.close()
        try await connections.stop(on: loop).get()
    }

    /// Connections that there are.
    var count: Int { connections.count }

    private func listen() async throws -> any Channel {
        let task = listener ?? Task { try await bind() }
        listener = task
        return try await task.value
    }

    private func bind() async throws -> any Channel {
        let bootstrap = ServerBootstrap(group: loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: connections.limits.readBytes)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.assumeIsolated { try $0.connections.accept(channel) } }
            }
        do { return try await bootstrap.bind(to: listening.socket).get() } catch {
            throw TryAgainLater("cannot serve HTTP on \(address): \(error)")
        }
    }
}
