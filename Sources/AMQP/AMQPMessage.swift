/// A message to publish.
package struct AMQPMessage: Sendable {
    /// Empty for the default exchange, whose keys are the names of queues.
    package var exchange: String
    /// At most 255 bytes of UTF-8, as the exchange.
    package var routingKey: String
    /// Whether the broker gives it back when no queue takes it. A confirm alone says nothing of that.
    package var mandatory: Bool
    /// Its properties.
    package var properties: AMQPProperties
    /// Its content.
    package var body: [UInt8]

    /// A message.
    package init(
        exchange: String, routingKey: String, mandatory: Bool = true, properties: AMQPProperties = AMQPProperties(),
        body: [UInt8]
    ) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.mandatory = mandatory
        self.properties = properties
        self.body = body
    }
}
