import NIOCore
import NIOHTTP1

/// A request as far as it has come.
struct HTTPIncoming {
    /// Without its body.
    let head: WebRequest
    /// Whether the peer means to send another after it.
    let isKeptAlive: Bool
    /// Whether a body follows, as far as the head says.
    let hasBody: Bool
    /// Whether the peer waits to hear that its body is wanted.
    let waitsForLeave: Bool
    /// As the head says; nil when it comes in chunks.
    let length: Int?
    var body: [UInt8] = []

    init(_ head: HTTPRequestHead) {
        let (headers, method) = (head.headers, head.method.rawValue)
        self.head = WebRequest(method: method, target: head.uri, headers: headers.map { ($0.name, $0.value) })
        // After these the peer would speak another protocol.
        let isSwitching = head.method == .CONNECT || headers.contains(name: "Upgrade")
        isKeptAlive = head.isKeepAlive && !isSwitching
        length = headers.first(name: "Content-Length").flatMap { Int($0) }
        hasBody = headers.contains(name: "Transfer-Encoding") || (length ?? 0) > 0
        waitsForLeave = headers.first(name: "Expect")?.lowercased() == "100-continue"
    }
}
