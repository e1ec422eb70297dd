/// What the broker says on its own account: a frame, or the three and more frames of a message.
enum BrokerEvent {
    case delivered(AMQPDelivery)
    case returned(ReturnedMessage)
    case confirmed(tag: UInt64, multiple: Bool, isTaken: Bool)
    case consumerCancelled
    case channelClosed(code: Int, text: String)
    case connectionClosed(code: Int, text: String)
    case blocked(reason: String)
    case unblocked
}

/// A message that nobody took. The broker does not say its number: what is known of it must do.
struct ReturnedMessage {
    var code: Int
    var reason: String
    var exchange: String
    var routingKey: String
    var messageID: String?
    var bodyCount: Int
}
