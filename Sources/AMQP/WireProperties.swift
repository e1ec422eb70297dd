import CRabbitMQ

/// Between our properties and the library's, where a flag says of each whether it is there.
extension AMQPProperties {
    /// A copy of the library's.
    init(copying wire: amqp_basic_properties_t) {
        func has(_ flag: Int32) -> Bool { unsafe wire._flags & UInt32(bitPattern: flag) != 0 }
        func text(_ flag: Int32, _ bytes: amqp_bytes_t) -> String? {
            has(flag) ? unsafe String(copying: bytes) : nil
        }
        unsafe self.init(
            contentType: text(AMQP_BASIC_CONTENT_TYPE_FLAG, wire.content_type),
            contentEncoding: text(AMQP_BASIC_CONTENT_ENCODING_FLAG, wire.content_encoding),
            headers: has(AMQP_BASIC_HEADERS_FLAG) ? .init(copying: wire.headers) : [:],
            persistent: has(AMQP_BASIC_DELIVERY_MODE_FLAG) && wire.delivery_mode == 2,
            priority: has(AMQP_BASIC_PRIORITY_FLAG) ? wire.priority : nil,
            correlationID: text(AMQP_BASIC_CORRELATION_ID_FLAG, wire.correlation_id),
            replyTo: text(AMQP_BASIC_REPLY_TO_FLAG, wire.reply_to),
            expiration: text(AMQP_BASIC_EXPIRATION_FLAG, wire.expiration),
            messageID: text(AMQP_BASIC_MESSAGE_ID_FLAG, wire.message_id),
            timestamp: has(AMQP_BASIC_TIMESTAMP_FLAG) ? wire.timestamp : nil,
            type: text(AMQP_BASIC_TYPE_FLAG, wire.type),
            userID: text(AMQP_BASIC_USER_ID_FLAG, wire.user_id),
            appID: text(AMQP_BASIC_APP_ID_FLAG, wire.app_id))
    }
}

extension WireArena {
    /// The library's form, valid until ``reset()``.
    @unsafe func properties(_ ours: AMQPProperties) -> amqp_basic_properties_t {
        var wire = unsafe amqp_basic_properties_t()
        func set(_ flag: Int32) { unsafe wire._flags |= UInt32(bitPattern: flag) }
        func text(_ value: String?, _ flag: Int32, _ field: WritableKeyPath<amqp_basic_properties_t, amqp_bytes_t>) {
            guard let value else { return }
            set(flag)
            unsafe wire[keyPath: field] = unsafe bytes(value)
        }
        unsafe text(ours.contentType, AMQP_BASIC_CONTENT_TYPE_FLAG, \.content_type)
        unsafe text(ours.contentEncoding, AMQP_BASIC_CONTENT_ENCODING_FLAG, \.content_encoding)
        unsafe text(ours.correlationID, AMQP_BASIC_CORRELATION_ID_FLAG, \.correlation_id)
        unsafe text(ours.replyTo, AMQP_BASIC_REPLY_TO_FLAG, \.reply_to)
        unsafe text(ours.expiration, AMQP_BASIC_EXPIRATION_FLAG, \.expiration)
        unsafe text(ours.messageID, AMQP_BASIC_MESSAGE_ID_FLAG, \.message_id)
        unsafe text(ours.type, AMQP_BASIC_TYPE_FLAG, \.type)
        unsafe text(ours.userID, AMQP_BASIC_USER_ID_FLAG, \.user_id)
        unsafe text(ours.appID, AMQP_BASIC_APP_ID_FLAG, \.app_id)
        set(AMQP_BASIC_DELIVERY_MODE_FLAG)
        unsafe wire.delivery_mode = ours.persistent ? 2 : 1
        if let priority = ours.priority {
            set(AMQP_BASIC_PRIORITY_FLAG)
            unsafe wire.priority = priority
        }
        if let timestamp = ours.timestamp {
            set(AMQP_BASIC_TIMESTAMP_FLAG)
            unsafe wire.timestamp = timestamp
        }
        if !ours.headers.isEmpty {
            set(AMQP_BASIC_HEADERS_FLAG)
            unsafe wire.headers = table(ours.headers)
        }
        return unsafe wire
    }
}
