package import Foundation

/// What a worker's HTTP server answers.
package struct WebResponse: Sendable, Equatable {
    package let status: WebStatus
    /// Length and connection are the server's.
    package let headers: [String: String]
    package let body: Data

    /// A response with a body, which may be empty.
    package init(_ status: WebStatus, headers: [String: String] = [:], body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A body of a type: `application/json`.
    package init(_ status: WebStatus, type: String, body: Data) {
        self.init(status, headers: ["Content-Type": type], body: body)
    }

    /// The connection is closed without a byte of an answer: for stand-ins of what breaks.
    package static let silence = WebResponse(.none)

    /// A refusal that the server itself gives, with a sentence of plain text.
    static func refusal(_ status: WebStatus, _ sentence: String, headers: [String: String] = [:]) -> WebResponse {
        let type = ["Content-Type": "text/plain; charset=utf-8"]
        return WebResponse(status, headers: headers.merging(type) { $1 }, body: Data("\(sentence)\n".utf8))
    }
}
