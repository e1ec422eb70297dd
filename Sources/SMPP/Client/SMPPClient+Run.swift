import NIOCore

extension SMPPClient {
    /// Connects, and again whenever a connection ends, until cancelled or stopped. Once.
    package func run() async {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                for link in links {
                    let place = link.place
                    group.addTask { await self.keep(place) }
                }
                group.addTask { await self.handOver() }
                await withCheckedContinuation { stopping.whenDone($0) }
                group.cancelAll()
            }
        } onCancel: {
            Task { await self.stop(within: .seconds(2)) }
        }
    }

    /// Takes no more, waits for the answers to what was sent, unbinds, and closes.
    /// - Parameter limit: of the waiting for answers; nil for the settings' response timeout.
    package func stop(within limit: Duration? = nil) async {
        if !stopping.hasBegun {
            stopping.begin()
            queue.refuse("stopping")
            let limit = limit ?? settings.responseTimeout
            loop.scheduleTask(in: .nanoseconds(Int64(limit / .nanoseconds(1)))) {
                self.assumeIsolated { $0.giveUp() }
            }
            pump()
        }
        await withCheckedContinuation { stopping.whenDone($0) }
    }

    /// The time for a good end is over.
    private func giveUp() {
        for link in links { end(link, "stopping") }
        pump()
    }

    /// Unbinds what has nothing unanswered any more, and is done when all is closed.
    func advanceStop() {
        guard stopping.hasBegun, !stopping.isDone else { return }
        if inbox.isIdle {
            for link in links where link.session.phase == .bound && link.session.window.isEmpty {
                perform(link.session.unbind(at: .now), on: link)
            }
        }
        let isLeft = links.contains { link in
            switch link.session.phase {
            case .bound, .binding, .unbinding: true
            case .opening, .closed: false
            }
        }
        guard !isLeft else { return }
        inbox.close()
        alarm.stop()
        stopping.finish()
    }

    /// One connection after another, at one place.
    private func keep(_ place: Int) async {
        let link = links[place]
        var backoff = SMPPBackoff(settings.reconnect)
        while !stopping.hasBegun {
            await live(link)
            // A carrier that binds and closes at once is no better than one that does not bind.
            if let since = link.boundAt, ContinuousClock.now - since >= settings.reconnect.upperBound {
                backoff.reset()
            }
            if stopping.hasBegun { return }
            try? await Task.sleep(for: backoff.pause(jitter: Double.random(in: 0...1)))
        }
    }

    /// One connection from its making to its end.
    private func live(_ link: SMPPLink) async {
        connections += 1
        let connection = connections
        link.renew(connection: connection, settings)
        do {
            let connector = try SMPPConnector(settings, on: loop)
            let channel = try await connector.connect(SMPPChannelHandler(self, connection: connection))
            link.channel = channel
            // It may have ended before it was known here.
            if link.session.phase == .opening, !stopping.hasBegun {
                perform(link.session.opened(at: .now), on: link)
            } else {
                end(link, "stopping")
                channel.close(promise: nil)
            }
            pump()
            try await channel.closeFuture.get()
            end(link, "the connection was closed")
        } catch {
            end(link, "no connection to the carrier: \(error)")
        }
    }
}
