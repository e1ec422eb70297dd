import CRabbitMQ

/// Turns frames into events. A message is a method, a header and body fragments until its size is reached; whatever
/// else comes in between belongs to channel 0. Everything is copied, so that the library may reuse its memory.
struct FrameAssembler {
    private enum Method {
        case delivery(tag: UInt64, redelivered: Bool, exchange: String, routingKey: String)
        case returned(ReturnedMessage)
    }

    /// Stamped on every delivery.
    let generation: Int
    private var method: Method?
    private var properties = AMQPProperties()
    private var body: [UInt8] = []
    private var bodyCount = 0

    init(generation: Int) {
        self.generation = generation
    }

    /// Nil while a message is incomplete, and for frames that say nothing to us.
    mutating func take(_ frame: amqp_frame_t) -> BrokerEvent? {
        switch Int32(unsafe frame.frame_type) {
        case AMQP_FRAME_METHOD: unsafe take(frame.payload.method)
        case AMQP_FRAME_HEADER: unsafe takeHeader(frame)
        case AMQP_FRAME_BODY: unsafe takeBody(frame.payload.body_fragment)
        default: nil
        }
    }

    private mutating func take(_ method: amqp_method_t) -> BrokerEvent? {
        guard let decoded = unsafe method.decoded else { return nil }
        switch unsafe method.id {
        case AMQP_BASIC_DELIVER_METHOD:
            unsafe begin(decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee)
        case AMQP_BASIC_RETURN_METHOD:
            unsafe begin(decoded.assumingMemoryBound(to: amqp_basic_return_t.self).pointee)
        case AMQP_BASIC_ACK_METHOD:
            let ack = unsafe decoded.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
            return .confirmed(tag: ack.delivery_tag, multiple: ack.multiple != 0, isTaken: true)
        case AMQP_BASIC_NACK_METHOD:
            let nack = unsafe decoded.assumingMemoryBound(to: amqp_basic_nack_t.self).pointee
            return .confirmed(tag: nack.delivery_tag, multiple: nack.multiple != 0, isTaken: false)
        case AMQP_BASIC_CANCEL_METHOD:
            return .consumerCancelled
        case AMQP_CHANNEL_CLOSE_METHOD:
            let close = unsafe decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            return unsafe .channelClosed(code: Int(close.reply_code), text: String(copying: close.reply_text))
        case AMQP_CONNECTION_CLOSE_METHOD:
            let close = unsafe decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            return unsafe .connectionClosed(code: Int(close.reply_code), text: String(copying: close.reply_text))
        case AMQP_CONNECTION_BLOCKED_METHOD:
            let blocked = unsafe decoded.assumingMemoryBound(to: amqp_connection_blocked_t.self).pointee
            return unsafe .blocked(reason: String(copying: blocked.reason))
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            return .unblocked
        default:
            break
        }
        return nil
    }

    private mutating func begin(_ deliver: amqp_basic_deliver_t) {
        method = unsafe .delivery(
            tag: deliver.delivery_tag, redelivered: deliver.redelivered != 0,
            exchange: String(copying: deliver.exchange), routingKey: String(copying: deliver.routing_key))
    }

    private mutating func begin(_ returned: amqp_basic_return_t) {
        method = unsafe .returned(
            ReturnedMessage(
                code: Int(returned.reply_code), reason: String(copying: returned.reply_text),
                exchange: String(copying: returned.exchange), routingKey: String(copying: returned.routing_key),
                bodyCount: 0))
    }

    private mutating func takeHeader(_ frame: amqp_frame_t) -> BrokerEvent? {
        guard method != nil, let decoded = unsafe frame.payload.properties.decoded else { return nil }
        properties = unsafe AMQPProperties(
            copying: decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee)
        bodyCount = Int(clamping: unsafe frame.payload.properties.body_size)
        // The size is a claim until the bytes are here: reserving all of it would let a peer claim our memory away.
        body.reserveCapacity(min(bodyCount, 1 << 20))
        return finishIfComplete()
    }

    private mutating func takeBody(_ fragment: amqp_bytes_t) -> BrokerEvent? {
        guard method != nil else { return nil }
        unsafe body.append(contentsOf: fragment.buffer)
        return finishIfComplete()
    }

    private mutating func finishIfComplete() -> BrokerEvent? {
        guard let method, body.count >= bodyCount else { return nil }
        defer { self = FrameAssembler(generation: generation) }
        switch method {
        case .delivery(let tag, let redelivered, let exchange, let routingKey):
            return .delivered(
                AMQPDelivery(
                    generation: generation, tag: tag, redelivered: redelivered, exchange: exchange,
                    routingKey: routingKey, properties: properties, body: body))
        case .returned(var message):
            message.messageID = properties.messageID
            message.bodyCount = body.count
            return .returned(message)
        }
    }
}
