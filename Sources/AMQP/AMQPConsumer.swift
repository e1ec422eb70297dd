import Loop

/// One connection, one channel, one queue. Its actor runs on a thread of its own, where blocking calls hurt nobody.
///
/// A loss of consumption is thrown by ``receive(max:)`` once; ``start(prefetch:)`` begins anew with the next
/// generation. What was delivered before comes again, and settlements of the old generation are void.
package actor AMQPConsumer {
    private let settings: AMQPSettings
    private let queue: String
    private let loop: LoopThread
    private let status = ConnectionStatus()
    private var link: BrokerLink?
    private var watch: LinkWatch?
    private var generation = 0
    private var consumers = 0
    private var buffer: [AMQPDelivery] = []
    private var handedOut = 0
    private var loss: AMQPError? = .notConnected
    private var isCancelled = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Not connected yet.
    package init(settings: AMQPSettings, queue: String) {
        self.settings = settings
        self.queue = queue
        loop = LoopThread(name: "consume")
    }

    deinit {
        loop.stop()
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Whether the broker has us as a consumer of the queue.
    package nonisolated var isConsuming: Bool { status.isActive }

    /// Whether the broker has said that it takes no messages; it rarely says so to a consumer.
    package nonisolated var isBlocked: Bool { status.isBlocked }

    /// Connects, checks that the queue exists and begins to consume, with at most `prefetch` unsettled deliveries.
    /// Again after a loss, or on a live consumer, which is then closed first.
    package func start(prefetch: Int) throws(AMQPError) {
        close()
        generation += 1
        do throws(AMQPError) {
            let link = try BrokerLink.open(settings, generation: generation)
            self.link = link
            guard try link.declarePassively(queue: queue) != nil else { throw AMQPError.queueMissing(queue: queue) }
            try beginConsuming(link, prefetch: prefetch)
            loss = nil
            isCancelled = false
            status.isActive = true
            watch = LinkWatch(loop: loop, socket: link.socket) { [weak self] in
                self?.assumeIsolated { $0.pump() }
            }
        } catch {
            lose(error)
            throw error
        }
        pump()
    }

    /// What has arrived, at most `max`. Waits while there is nothing, and never for more. Empty only after
    /// ``cancel()``, when everything was handed out. Throws when consumption is lost; what had arrived is then
    /// dropped, for the broker delivers it again.
    package func receive(max: Int) async throws(AMQPError) -> [AMQPDelivery] {
        while buffer.isEmpty {
            if isCancelled { return [] }
            if let loss { throw loss }
            await withCheckedContinuation { waiting.append($0) }
        }
        return takeFromBuffer(max)
    }

    /// Acks every delivery up to `tag`. Void when the generation is an older one.
    package func acknowledge(upTo tag: UInt64, generation: Int) throws(AMQPError) {
        guard generation == self.generation else { return }
        try onLink { link throws(AMQPError) in try link.acknowledge(upTo: tag) }
    }

    /// Returns deliveries to the queue. Void when the generation is an older one.
    package func giveBack(tags: [UInt64], generation: Int) throws(AMQPError) {
        guard generation == self.generation else { return }
        try onLink { link throws(AMQPError) in
            for tag in tags { try link.giveBack(tag) }
        }
    }

    /// Changes how many unsettled deliveries there may be. The broker fixes that for a consumer when it begins, so a
    /// new one takes the old one's place on the same channel: tags go on, and nothing is given back. What the old one
    /// still has unsettled does not count for the new one.
    package func setPrefetch(_ prefetch: Int) throws(AMQPError) {
        guard !isCancelled else { return }
        try onLink { link throws(AMQPError) in
            try link.cancel(consumerTag: consumerTag)
            try beginConsuming(link, prefetch: prefetch)
        }
    }

    /// Ends the stream of deliveries. Those that are here can still be received, and all can be settled.
    package func cancel() throws(AMQPError) {
        guard !isCancelled else { return }
        status.isActive = false
        try onLink { link throws(AMQPError) in try link.cancel(consumerTag: consumerTag) }
        isCancelled = true
        wake()
    }

    /// Ends the connection, politely where it is healthy. Unsettled deliveries go back to the queue.
    package func close() {
        let closing = link
        drop(.notConnected)
        closing?.close()
    }

    // MARK: - On the loop's thread

    private var consumerTag: String { "\(settings.connectionName)-\(consumers)" }

    private func beginConsuming(_ link: BrokerLink, prefetch: Int) throws(AMQPError) {
        consumers += 1
        try link.limitPrefetch(to: prefetch)
        try link.consume(queue: queue, consumerTag: consumerTag)
    }

    /// Runs a request; afterwards reads what the library has read ahead, which the socket no longer shows.
    private func onLink(_ request: (BrokerLink) throws(AMQPError) -> Void) throws(AMQPError) {
        guard let link else { throw loss ?? .notConnected }
        do throws(AMQPError) {
            try request(link)
        } catch {
            lose(error)
            throw error
        }
        pump()
    }

    private func pump() {
        guard let link else { return }
        do throws(AMQPError) {
            while let event = try link.nextEvent() { try handle(event, link) }
        } catch {
            lose(error)
        }
        if !buffer.isEmpty { wake() }
    }

    private func handle(_ event: BrokerEvent, _ link: BrokerLink) throws(AMQPError) {
        switch event {
        case .delivered(let delivery): buffer.append(delivery)
        case .consumerCancelled: throw .consumerCancelled(queue: queue)
        case .channelClosed(let code, let text): throw .channelClosed(code: code, text: text)
        case .connectionClosed(let code, let text): throw .connectionClosed(code: code, text: text)
        case .blocked: status.isBlocked = true
        case .unblocked: status.isBlocked = false
        case .returned, .confirmed: break
        }
    }

    private func takeFromBuffer(_ max: Int) -> [AMQPDelivery] {
        let end = min(handedOut + Swift.max(max, 1), buffer.count)
        let taken = Array(buffer[handedOut..<end])
        handedOut = end
        // Moved rarely, so that a long buffer taken in small pieces is not copied each time.
        if handedOut == buffer.count || handedOut > 4_096 {
            buffer.removeFirst(handedOut)
            handedOut = 0
        }
        return taken
    }

    /// Forgets the connection because of an error; takes leave of the broker where it still listens.
    private func lose(_ error: AMQPError) {
        let lost = link
        drop(error)
        lost?.leave(after: error)
    }

    private func drop(_ reason: AMQPError) {
        watch?.end()
        watch = nil
        link = nil
        loss = reason
        buffer = []
        handedOut = 0
        status.isActive = false
        status.isBlocked = false
        wake()
    }

    private func wake() {
        let woken = waiting
        waiting = []
        for continuation in woken { continuation.resume() }
    }
}
