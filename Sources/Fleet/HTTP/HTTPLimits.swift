/// What one peer, or all of them together, may ask of a worker's HTTP server. Who asks for more is cut off; everybody
/// else is served.
package struct HTTPLimits: Sendable {
    /// Bytes of a request's first line and headers together: a signed call has 400.
    package var headBytes = 16 << 10
    /// Headers of a request.
    package var headFields = 64
    /// Bytes of a body: 1,000 receipts have 150,000.
    package var bodyBytes = 1 << 20
    /// Bytes of all bodies that are being read or answered.
    package var heldBytes = 16 << 20
    /// Connections at once. One more closes that which has waited longest for a request of its peer.
    package var connections = 256
    /// Bytes that are read from a connection at a time, which bounds how many requests may wait in it.
    package var readBytes = 4 << 10
    /// Seconds that a connection may stay without a request.
    package var idleSeconds = 90.0
    /// Seconds from the first byte of a request's head to its last.
    package var headSeconds = 10.0
    /// Seconds for a request's body after its head.
    package var bodySeconds = 30.0
    /// Seconds after which a route that has not answered is called off.
    package var answerSeconds = 15.0
    /// Seconds for a peer to take its answer.
    package var writeSeconds = 30.0
    /// Seconds for which a refused peer is still listened to, so that it reads why.
    package var lingerSeconds = 1.0
    /// Seconds for requests in hand when the server stops.
    package var stopSeconds = 2.0

    /// As a worker has them.
    package init() {}

    /// Of a phase; nil when nothing is waited for.
    func seconds(in phase: HTTPConnection.Phase) -> Double? {
        switch phase {
        case .idle: idleSeconds
        case .head: headSeconds
        case .body: bodySeconds
        case .answering: answerSeconds
        case .writing: writeSeconds
        case .lingering: lingerSeconds
        case .closed: nil
        }
    }
}
