/// The properties of a message. Nil and empty is absent on the wire.
package struct AMQPProperties: Sendable, Equatable {
    /// MIME type of the body.
    package var contentType: String?
    /// MIME encoding of the body.
    package var contentEncoding: String?
    /// The application's, and on what comes in also the broker's (`x-…`).
    package var headers: [String: AMQPValue]
    /// Survives a restart of the broker (delivery mode 2).
    package var persistent: Bool
    /// 0–255. Quorum queues ignore it.
    package var priority: UInt8?
    /// Ties an answer to its question.
    package var correlationID: String?
    /// The queue that an answer goes to.
    package var replyTo: String?
    /// Milliseconds to live, as text.
    package var expiration: String?
    /// The publisher's id of the message.
    package var messageID: String?
    /// Whole seconds since 1970.
    package var timestamp: UInt64?
    /// The application's type of message.
    package var type: String?
    /// The broker checks that it is who has logged in, and closes the channel when it is not.
    package var userID: String?
    /// The application that published.
    package var appID: String?

    /// Properties; a text is at most 255 bytes of UTF-8.
    package init(
        contentType: String? = nil, contentEncoding: String? = nil, headers: [String: AMQPValue] = [:],
        persistent: Bool = true, priority: UInt8? = nil, correlationID: String? = nil, replyTo: String? = nil,
        expiration: String? = nil, messageID: String? = nil, timestamp: UInt64? = nil, type: String? = nil,
        userID: String? = nil, appID: String? = nil
    ) {
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.headers = headers
        self.persistent = persistent
        self.priority = priority
        self.correlationID = correlationID
        self.replyTo = replyTo
        self.expiration = expiration
        self.messageID = messageID
        self.timestamp = timestamp
        self.type = type
        self.userID = userID
        self.appID = appID
    }
}
