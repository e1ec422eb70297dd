import FlyingFox
import FlyingSocks
import Foundation
import Logging
import ServiceLifecycle

/// Serves `/livez`, `/readyz` and `/metrics`, and whatever else a worker adds.
package final class HealthServer: Service {
    private let server: HTTPServer
    private let address: String

    /// - Parameters:
    ///   - port: 0 takes any free one; `port()` tells which.
    ///   - routes: more of them may be added later with `add`.
    /// - Throws: `TryAgainLater` if the host is no address.
    package init(
        host: String, port: Int, health: Health, metrics: MetricsRegistry, routes: [HTTPRouteHandler] = []
    ) async throws {
        guard let listening = ListeningAddress(host: host, port: port) else {
            throw TryAgainLater("\(host):\(port) is no address to listen on")
        }
        server = try listening.makeServer()
        address = "\(host):\(port)"
        for route in HealthRoutes(health: health, metrics: metrics).all + routes { await add(route) }
    }

    /// Adds a route, at any time.
    package func add(_ route: HTTPRouteHandler) async {
        await server.appendRoute(HTTPRoute(route.route), handler: route.respond)
    }

    /// The port that it listens on, once it does.
    /// - Throws: if it does not listen within five seconds.
    package func port() async throws -> Int {
        try await server.waitUntilListening(timeout: 5)
        switch await server.listeningAddress {
        case .ip4(_, let port), .ip6(_, let port): return Int(port)
        default: throw TryAgainLater("nothing listens on \(address)")
        }
    }

    /// Serves until the process has drained.
    /// - Throws: `TryAgainLater` if the port is taken.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.serve() }
            group.addTask { try await gracefulShutdown() }
            defer { group.cancelAll() }
            try await group.next()
            await server.stop(timeout: 0.2)
        }
    }

    private func serve() async throws {
        do {
            try await server.run()
        } catch let error as SocketError {
            // Stopping closes the socket, which the server then reports like a failure.
            if error == .disconnected || Task.isCancelled { return }
            throw TryAgainLater("cannot serve HTTP on \(address): \(error.localizedDescription)")
        }
    }
}
