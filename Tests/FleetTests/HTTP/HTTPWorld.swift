import Foundation
import Loop
import Testing

@testable import Fleet

/// A worker's HTTP server with routes that say what they got, wait, and fail.
struct HTTPWorld {
    let server: HealthServer
    let port: Int
    let gate: Gate

    /// Serves while the body runs.
    static func serving(
        host: String = "127.0.0.1", _ limits: HTTPLimits = HTTPLimits(), _ body: (HTTPWorld) async throws -> Void
    ) async throws {
        let gate = Gate()
        let server = try HealthServer(
            host: host, port: 0, health: Health(expecting: []), metrics: MetricsRegistry(), routes: routes(gate),
            limits: limits)
        let running = Task { try await server.run() }
        defer { running.cancel() }
        defer { gate.open() }
        try await body(HTTPWorld(server: server, port: server.port(), gate: gate))
    }

    private static func routes(_ gate: Gate) -> [HTTPRouteHandler] {
        [
            HTTPRouteHandler("GET /items/:name") { request in
                WebResponse(.ok, body: Data("\(request.parameters["name"] ?? "")?\(request.query)".utf8))
            },
            HTTPRouteHandler("POST /items/:name") { WebResponse(.ok, body: Data("\($0.body.count)".utf8)) },
            HTTPRouteHandler("GET /wait") { _ in
                await gate.wait()
                return WebResponse(.ok, body: Data("waited".utf8))
            },
            HTTPRouteHandler("GET /long") { _ in WebResponse(.ok, body: Data(count: 8 << 20)) },
            HTTPRouteHandler("GET /fails") { _ in throw TryAgainLater("13800000001 is secret") },
            HTTPRouteHandler("GET /silent") { _ in .silence },
        ]
    }
}

/// Where requests wait until it is opened. `@unchecked Sendable` because the lock guards all of it.
final class Gate: @unchecked Sendable {
    private let lock = Lock()
    private var isOpen = false
    private var entered = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// How many have come.
    var count: Int { lock.withLock { entered } }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = lock.withLock {
                entered += 1
                if !self.isOpen { waiting.append(continuation) }
                return self.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let all = lock.withLock {
            isOpen = true
            defer { waiting = [] }
            return waiting
        }
        for continuation in all { continuation.resume() }
    }
}
