import Logging

/// A route of a worker's HTTP server.
package struct HTTPRouteHandler: Sendable {
    /// What answers a request, off the thread that serves connections.
    package typealias Respond = @concurrent @Sendable (WebRequest) async throws -> WebResponse

    /// A method and a path, of which a part with a colon stands for anything: `POST /gateway/:name/receipts`.
    package let route: String
    /// An error that it throws becomes a 500 without details.
    package let respond: Respond

    let method: String
    private let path: [Substring]

    /// Pairs a pattern with what answers it.
    package init(_ route: String, respond: @escaping Respond) {
        self.route = route
        self.respond = respond
        let words = route.split(separator: " ", maxSplits: 1)
        method = words.first.map(String.init) ?? ""
        path = words.count > 1 ? words[1].split(separator: "/") : []
    }

    /// What it answers, whatever happens.
    func answer(_ request: WebRequest, _ logger: Logger) async -> WebResponse {
        do { return try await respond(request) } catch {
            logger.error("a route failed", metadata: ["route": "\(route)", "error": "\(error)"])
            return .refusal(.internalError, "this went wrong here")
        }
    }

    /// What the pattern's parts with a colon stand for; nil when it is another path.
    func parameters(of path: [String]) -> [String: String]? {
        guard path.count == self.path.count else { return nil }
        var parameters: [String: String] = [:]
        for (pattern, part) in zip(self.path, path) {
            if pattern.hasPrefix(":") {
                parameters[String(pattern.dropFirst())] = part
            } else if pattern != part {
                return nil
            }
        }
        return parameters
    }
}
