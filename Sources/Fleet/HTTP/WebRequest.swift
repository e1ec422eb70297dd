import Foundation

/// What somebody asks of a worker's HTTP server.
package struct WebRequest: Sendable, Equatable {
    /// In capitals: `GET`.
    package let method: String
    /// Between the slashes, with what `%` stands for; empty ones are left out.
    package let path: [String]
    /// After the question mark, as it came.
    package let query: String
    /// What the route's `:name` stood for.
    package var parameters: [String: String] = [:]
    /// At most `HTTPLimits.bodyBytes`.
    package var body: [UInt8]

    private let headers: [String: String]

    /// - Parameters:
    ///   - target: path and query as the request's first line has them.
    ///   - headers: of those that come twice the first counts.
    package init(method: String, target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.method = method
        self.body = body
        let sides = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = (sides.first ?? "").split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        query = sides.count > 1 ? String(sides[1]) : ""
        self.headers = Dictionary(headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
    }

    /// A header's value, whatever the case of its name.
    package func header(_ name: String) -> String? { headers[name.lowercased()] }
}
