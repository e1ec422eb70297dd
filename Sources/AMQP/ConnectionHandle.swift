import CRabbitMQ

/// Owns a connection of the C library. Destroying it closes the socket without a word and never blocks; being polite
/// comes before, and only on a healthy connection.
@safe struct ConnectionHandle: ~Copyable {
    let state: amqp_connection_state_t

    init() throws(AMQPError) {
        guard let state = unsafe amqp_new_connection() else { throw .connectionLost(reason: "out of memory") }
        unsafe self.state = state
    }

    deinit {
        _ = unsafe amqp_destroy_connection(state)
    }

    /// Throws what a reply says went wrong with the request.
    func check(_ reply: amqp_rpc_reply_t, to request: String) throws(AMQPError) {
        switch unsafe reply.reply_type {
        case AMQP_RESPONSE_NORMAL:
            return
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            throw unsafe Self.error(of: reply.reply)
        case AMQP_RESPONSE_LIBRARY_EXCEPTION where unsafe reply.library_error == AMQP_STATUS_TIMEOUT.rawValue:
            throw .timedOut(waitingFor: "answer to \(request)")
        case AMQP_RESPONSE_LIBRARY_EXCEPTION:
            throw unsafe .connectionLost(reason: LibraryStatus.text(reply.library_error))
        default:
            throw .connectionLost(reason: "it ended during \(request)")
        }
    }

    private static func error(of method: amqp_method_t) -> AMQPError {
        guard let decoded = unsafe method.decoded else { return .connectionLost(reason: "an unreadable answer") }
        switch unsafe method.id {
        case AMQP_CHANNEL_CLOSE_METHOD:
            let close = unsafe decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            return unsafe .channelClosed(code: Int(close.reply_code), text: String(copying: close.reply_text))
        case AMQP_CONNECTION_CLOSE_METHOD:
            let close = unsafe decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            return unsafe .connectionClosed(code: Int(close.reply_code), text: String(copying: close.reply_text))
        default:
            return unsafe .connectionLost(reason: "unexpected method \(method.id)")
        }
    }
}

/// The library's status codes in words.
enum LibraryStatus {
    static func text(_ status: Int32) -> String {
        guard let text = unsafe amqp_error_string2(status) else { return "status \(status)" }
        return unsafe String(cString: text)
    }
}
