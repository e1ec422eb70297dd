/// A message that has come from a queue and awaits its settlement.
package struct AMQPDelivery: Sendable {
    /// Which consumption of its consumer it came by; a settlement of an older one is void.
    package var generation: Int
    /// Its number on the channel, from 1 upwards within a generation.
    package var tag: UInt64
    /// Whether the broker may have delivered it before.
    package var redelivered: Bool
    /// Where it was published.
    package var exchange: String
    /// The key it was published with.
    package var routingKey: String
    /// Its properties.
    package var properties: AMQPProperties
    /// Its content.
    package var body: [UInt8]

    /// A delivery; outside tests they come from ``AMQPConsumer``.
    package init(
        generation: Int, tag: UInt64, redelivered: Bool, exchange: String, routingKey: String,
        properties: AMQPProperties, body: [UInt8]
    ) {
        self.generation = generation
        self.tag = tag
        self.redelivered = redelivered
        self.exchange = exchange
        self.routingKey = routingKey
        self.properties = properties
        self.body = body
    }
}
