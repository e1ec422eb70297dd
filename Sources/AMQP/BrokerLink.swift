import CRabbitMQ
import Glibc

/// One connection and its channel 1. Every call may block: it lives on a loop's thread and is touched nowhere else.
/// After a call has thrown, only `close` and release make sense.
@safe final class BrokerLink {
    private static let channel: amqp_channel_t = 1

    let handle: ConnectionHandle
    let arena = WireArena()
    let socket: Int32
    private let queueCheckChannel: amqp_channel_t = 2
    private var assembler: FrameAssembler
    private var framesSinceRelease = 0

    /// Takes over a connection that has logged in.
    init(handle: consuming ConnectionHandle, generation: Int) throws(AMQPError) {
        self.handle = handle
        socket = unsafe amqp_get_sockfd(self.handle.state)
        assembler = FrameAssembler(generation: generation)
        _ = unsafe amqp_channel_open(self.handle.state, Self.channel)
        try checkReply(of: "opening a channel")
    }

    /// The largest header table that fits a frame, with room for the other properties.
    var headerLimit: Int { Int(unsafe amqp_get_frame_max(handle.state)) - 4_096 }

    /// The next thing the broker said, without waiting; nil when there is nothing more. Call until nil whenever the
    /// socket is readable and after every request: the library holds frames that the socket no longer shows. The call
    /// also sends heartbeats and notices when the peer's fail to come.
    func nextEvent() throws(AMQPError) -> BrokerEvent? {
        while true {
            var frame = unsafe amqp_frame_t()
            var zero = timeval()
            let status = unsafe amqp_simple_wait_frame_noblock(handle.state, &frame, &zero)
            if status == AMQP_STATUS_TIMEOUT.rawValue {
                releaseBuffers()
                return nil
            }
            try check(status)
            let event = unsafe assembler.take(frame)
            framesSinceRelease += 1
            if framesSinceRelease >= 64 { releaseBuffers() }
            if let event { return event }
        }
    }

    // MARK: - Consuming

    /// At most `count` unsettled deliveries for each consumer that begins from now on.
    func limitPrefetch(to count: Int) throws(AMQPError) {
        _ = unsafe amqp_basic_qos(handle.state, Self.channel, 0, UInt16(clamping: count), 0)
        try checkReply(of: "limiting the prefetch")
    }

    func consume(queue: String, consumerTag: String) throws(AMQPError) {
        defer { arena.reset() }
        _ = unsafe amqp_basic_consume(
            handle.state, Self.channel, arena.bytes(queue), arena.bytes(consumerTag), 0, 0, 0, amqp_empty_table)
        try checkReply(of: "consuming")
    }

    func cancel(consumerTag: String) throws(AMQPError) {
        defer { arena.reset() }
        _ = unsafe amqp_basic_cancel(handle.state, Self.channel, arena.bytes(consumerTag))
        try checkReply(of: "cancelling")
    }

    func acknowledge(upTo tag: UInt64) throws(AMQPError) {
        try check(unsafe amqp_basic_ack(handle.state, Self.channel, tag, 1))
    }

    func giveBack(_ tag: UInt64) throws(AMQPError) {
        try check(unsafe amqp_basic_nack(handle.state, Self.channel, tag, 0, 1))
    }

    // MARK: - Publishing

    func selectConfirms() throws(AMQPError) {
        _ = unsafe amqp_confirm_select(handle.state, Self.channel)
        try checkReply(of: "asking for confirms")
    }

    /// The message must have passed `AMQPMessage.problem`: the library finds out in the middle, when the channel is
    /// already spoilt.
    func publish(_ message: AMQPMessage) throws(AMQPError) {
        defer { arena.reset() }
        var properties = unsafe arena.properties(message.properties)
        let status = unsafe message.body.withUnsafeBytes { body in
            unsafe amqp_basic_publish(
                handle.state, Self.channel, arena.bytes(message.exchange), arena.bytes(message.routingKey),
                message.mandatory ? 1 : 0, 0, &properties,
                amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress)))
        }
        try check(status)
    }

    // MARK: - Asking, on a channel that is thrown away, because a refusal closes it

    /// Nil when there is no such queue.
    func declarePassively(queue: String) throws(AMQPError) -> (messages: Int, consumers: Int)? {
        try onThrowAwayChannel { () throws(AMQPError) in
            let reply = unsafe amqp_queue_declare(
                handle.state, queueCheckChannel, arena.bytes(queue), 1, 0, 0, 0, amqp_empty_table)
            // Read before the channel is closed: that recycles the memory of the reply.
            let counts = unsafe reply.map { unsafe (Int($0.pointee.message_count), Int($0.pointee.consumer_count)) }
            try checkReply(of: "a passive declaration")
            return counts.map { (messages: $0.0, consumers: $0.1) }
        }
    }

    /// Whether there is such an exchange.
    func declarePassively(exchange: String) throws(AMQPError) -> Bool {
        let found: Bool? = try onThrowAwayChannel { () throws(AMQPError) in
            _ = unsafe amqp_exchange_declare(
                handle.state, queueCheckChannel, arena.bytes(exchange), arena.bytes("topic"), 1, 0, 0, 0,
                amqp_empty_table)
            try checkReply(of: "a passive declaration")
            return true
        }
        return found ?? false
    }

    /// Nil when the broker answered 404.
    private func onThrowAwayChannel<T>(_ ask: () throws(AMQPError) -> T?) throws(AMQPError) -> T? {
        defer { arena.reset() }
        _ = unsafe amqp_channel_open(handle.state, queueCheckChannel)
        try checkReply(of: "opening a channel")
        do throws(AMQPError) {
            let answer = try ask()
            _ = unsafe amqp_channel_close(handle.state, queueCheckChannel, AMQP_REPLY_SUCCESS)
            return answer
        } catch .channelClosed(let code, let text) {
            try acceptChannelClose(queueCheckChannel)
            guard code == Int(AMQP_NOT_FOUND) else { throw .channelClosed(code: code, text: text) }
            return nil
        }
    }

    // MARK: - Ends

    /// Answers the broker's `channel.close`, which it awaits.
    func acceptChannelClose() throws(AMQPError) {
        try acceptChannelClose(Self.channel)
    }

    private func acceptChannelClose(_ channel: amqp_channel_t) throws(AMQPError) {
        var answer = amqp_channel_close_ok_t()
        try check(unsafe amqp_send_method(handle.state, channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &answer))
    }

    /// Answers the broker's `connection.close`, which it awaits; whether that arrives matters to nobody.
    func acceptConnectionClose() {
        var answer = amqp_connection_close_ok_t()
        _ = unsafe amqp_send_method(handle.state, 0, AMQP_CONNECTION_CLOSE_OK_METHOD, &answer)
    }

    /// Says goodbye and waits two seconds at most for the answer. Only on a healthy connection: on a dead one the
    /// library would wait for nothing.
    func close() {
        var patience = timeval(.seconds(2))
        _ = unsafe amqp_set_rpc_timeout(handle.state, &patience)
        _ = unsafe amqp_connection_close(handle.state, AMQP_REPLY_SUCCESS)
    }

    private func releaseBuffers() {
        unsafe amqp_maybe_release_buffers(handle.state)
        framesSinceRelease = 0
    }

    private func checkReply(of request: String) throws(AMQPError) {
        try unsafe handle.check(amqp_get_rpc_reply(handle.state), to: request)
    }

    private func check(_ status: Int32) throws(AMQPError) {
        guard status >= AMQP_STATUS_OK.rawValue else { throw .connectionLost(reason: LibraryStatus.text(status)) }
    }
}

extension BrokerLink {
    /// Answers what the broker waits for after it has ended something, and closes what is still healthy. A connection
    /// that failed is only let go.
    func leave(after error: AMQPError) {
        switch error {
        case .channelClosed:
            guard (try? acceptChannelClose()) != nil else { return }
            close()
        case .consumerCancelled, .queueMissing:
            close()
        case .connectionClosed:
            acceptConnectionClose()
        default:
            break
        }
    }
}
