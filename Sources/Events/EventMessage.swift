/// An event as the broker carries it, before anything in it is believed.
package struct EventMessage: Sendable, Equatable {
    /// With its parameters, as it came.
    package var contentType: String?
    /// Headers of other types stand here as their text.
    package var headers: [String: String]
    /// The key with which it was published.
    package var routingKey: String
    /// As it came, in whatever encoding.
    package var body: [UInt8]

    /// Of the parts that a broker's client hands over.
    package init(contentType: String?, headers: [String: String] = [:], routingKey: String, body: [UInt8]) {
        self.contentType = contentType
        self.headers = headers
        self.routingKey = routingKey
        self.body = body
    }
}
