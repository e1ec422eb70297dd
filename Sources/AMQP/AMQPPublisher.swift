import Loop

/// A connection of its own in confirm mode, on a thread of its own.
///
/// When ``publish(_:)`` throws anything but `unsendable`, what became of the batch is unknown: publish it again, the
/// messages have ids. The next call connects anew.
package actor AMQPPublisher {
    private let settings: AMQPSettings
    private let loop: LoopThread
    private let status = ConnectionStatus()
    private var link: BrokerLink?
    private var watch: LinkWatch?
    private var generation = 0
    private var window = ConfirmWindow()
    /// The broker has refused a message on this connection's channel.
    private var hasBeenRefused = false
    private var loss = AMQPError.notConnected
    private var blockedReason = ""
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Not connected yet.
    package init(settings: AMQPSettings) {
        self.settings = settings
        loop = LoopThread(name: "publish")
    }

    deinit {
        loop.stop()
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Whether the connection stands, as far as is known.
    package nonisolated var isConnected: Bool { status.isActive }

    /// Whether the broker has said that it takes no messages. It says so after the first one it does not take.
    package nonisolated var isBlocked: Bool { status.isBlocked }

    /// Connects unless connected. The other calls do so too.
    package func connect() throws(AMQPError) {
        _ = try connectedLink()
    }

    /// Publishes and waits for the confirms; the outcomes are in the order of the messages. Calls may overlap. Throws
    /// when the connection is lost, when nothing of the batch moves for `confirmTimeout`, or the broker stays blocked
    /// that long.
    ///
    /// After a nack the next call connects anew as soon as nothing is in flight: RabbitMQ 3.10.8 may go on refusing
    /// everything on a channel that published to a quorum queue while its leader's node died, and takes the same from
    /// a new one (seen with three nodes, one killed).
    package func publish(_ messages: [AMQPMessage]) async throws(AMQPError) -> [PublishOutcome] {
        guard !messages.isEmpty else { return [] }
        let limit = try connectedLink().headerLimit
        for message in messages {
            if let problem = message.problem(headerLimit: limit) { throw .unsendable(reason: problem) }
        }
        let batch = PublishBatch(messages, generation: generation)
        for index in messages.indices {
            if status.isBlocked || !window.hasRoom { pump() }
            while status.isBlocked || !window.hasRoom { try await waitForProgress(batch) }
            try send(index, of: batch)
        }
        pump()
        while batch.unsettled > 0 { try await waitForProgress(batch) }
        return batch.outcomes.map { $0 ?? .nacked }
    }

    /// How many messages are ready in the queue and how many consumers it has; nil when there is no such queue.
    package func passivelyDeclare(queue: String) throws(AMQPError) -> (messages: Int, consumers: Int)? {
        try ask { link throws(AMQPError) in try link.declarePassively(queue: queue) }
    }

    /// Whether there is such an exchange. (The broker does not compare kinds in a passive declaration.)
    package func passivelyDeclare(exchange: String) throws(AMQPError) -> Bool {
        try ask { link throws(AMQPError) in try link.declarePassively(exchange: exchange) }
    }

    /// Ends the connection, politely where it is healthy. Batches in flight throw `notConnected`.
    package func close() {
        let closing = link
        drop(.notConnected)
        closing?.close()
    }

    // MARK: - On the loop's thread

    private func connectedLink() throws(AMQPError) -> BrokerLink {
        // A connection that died while nobody looked shows it here, before a batch depends on it.
        pump()
        if hasBeenRefused, window.isEmpty { close() }
        if let link { return link }
        do throws(AMQPError) {
            let link = try BrokerLink.open(settings, generation: generation)
            try link.selectConfirms()
            attach(link)
            return link
        } catch {
            loss = error
            throw error
        }
    }

    private func attach(_ link: BrokerLink) {
        self.link = link
        status.isActive = true
        watch = LinkWatch(loop: loop, socket: link.socket) { [weak self] in
            self?.assumeIsolated {
                $0.pump()
                // Also without news: those who wait look at their deadlines.
                $0.wake()
            }
        }
    }

    private func send(_ index: Int, of batch: PublishBatch) throws(AMQPError) {
        guard let link, batch.generation == generation else { throw loss }
        do throws(AMQPError) {
            try link.publish(batch.messages[index])
        } catch {
            lose(error)
            throw error
        }
        window.add(batch, index: index)
        batch.lastProgress = .now
        // Often enough to hear a `blocked` before the socket is full of what nobody reads.
        if index % 64 == 63 || batch.messages[index].body.count > 65_536 { pump() }
    }

    private func waitForProgress(_ batch: PublishBatch) async throws(AMQPError) {
        guard batch.generation == generation else { throw loss }
        if batch.lastProgress.duration(to: .now) > settings.confirmTimeout { throw giveUp() }
        await withCheckedContinuation { waiting.append($0) }
        guard batch.generation == generation || batch.unsettled == 0 else { throw loss }
    }

    /// A blocked broker is kept, so that its `unblocked` is heard; of a silent one nothing more is expected.
    private func giveUp() -> AMQPError {
        if status.isBlocked { return .blocked(reason: blockedReason) }
        lose(.timedOut(waitingFor: "confirms"))
        return loss
    }

    private func ask<T>(_ question: (BrokerLink) throws(AMQPError) -> T) throws(AMQPError) -> T {
        let link = try connectedLink()
        do throws(AMQPError) {
            let answer = try question(link)
            pump()
            return answer
        } catch .channelClosed(let code, let text) {
            // The throw-away channel's: ours goes on.
            throw .channelClosed(code: code, text: text)
        } catch {
            lose(error)
            throw error
        }
    }

    private func pump() {
        guard let link else { return }
        do throws(AMQPError) {
            let now = ContinuousClock.now
            var hasNews = false
            while let event = try link.nextEvent() {
                try handle(event, at: now)
                hasNews = true
            }
            if hasNews { wake() }
        } catch {
            lose(error)
        }
    }

    private func handle(_ event: BrokerEvent, at now: ContinuousClock.Instant) throws(AMQPError) {
        switch event {
        case .confirmed(let tag, let multiple, let isTaken):
            if !isTaken { hasBeenRefused = true }
            window.settle(tag: tag, multiple: multiple, isTaken: isTaken, at: now)
        case .returned(let message): window.noteReturn(message)
        case .channelClosed(let code, let text): throw .channelClosed(code: code, text: text)
        case .connectionClosed(let code, let text): throw .connectionClosed(code: code, text: text)
        case .blocked(let reason):
            blockedReason = reason
            status.isBlocked = true
        case .unblocked: status.isBlocked = false
        case .delivered, .consumerCancelled: break
        }
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
        generation += 1
        window = ConfirmWindow()
        hasBeenRefused = false
        loss = reason
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
