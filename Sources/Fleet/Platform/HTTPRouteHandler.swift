package import FlyingFox

/// A further route of a worker's HTTP server.
package struct HTTPRouteHandler: Sendable {
    /// FlyingFox's pattern: `POST /gateway/:name/receipts`.
    package let route: String
    /// An error that it throws becomes a 500 without details.
    package let respond: @Sendable (HTTPRequest) async throws -> HTTPResponse

    /// Pairs a pattern with what answers it.
    package init(_ route: String, respond: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse) {
        self.route = route
        self.respond = respond
    }
}
