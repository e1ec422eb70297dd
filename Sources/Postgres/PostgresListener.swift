/// Hears NOTIFY on a connection of its own. A notification is a hint: what is sent while the connection is down is
/// lost, so every (re)connect reports all channels, which tells the caller to look for itself.
package final class PostgresListener: Sendable {
    private let ear: Ear

    /// Listens to `channels`, whose names are taken exactly. Connects at the first ``next(timeout:)``. Does not work
    /// through a transaction pool.
    package init(settings: PostgresSettings, channels: [String]) {
        ear = Ear(settings, channels)
    }

    /// The channels notified, as soon as there are any. Empty after `timeout` (a connect in progress may add its
    /// own), when the task is cancelled, or after ``close()``. One caller at a time.
    package func next(timeout: Duration) async -> [String] {
        await ear.next(until: ContinuousClock.now.advanced(by: timeout))
    }

    /// Stops listening; a waiting ``next(timeout:)`` returns.
    package func close() async {
        await ear.close()
    }
}

private actor Ear {
    private let settings: PostgresSettings
    private let channels: [String]
    private var connection: PostgresConnection?
    private var pause: Task<Void, Never>?
    private var isClosed = false

    init(_ settings: PostgresSettings, _ channels: [String]) {
        self.settings = settings
        self.channels = channels
    }

    func next(until deadline: ContinuousClock.Instant) async -> [String] {
        while !isClosed, !Task.isCancelled, ContinuousClock.now < deadline {
            guard let connection else {
                if await connect() { return channels }
                await rest(until: deadline)
                continue
            }
            if let heard = await hear(connection, until: deadline) { return heard }
            self.connection = nil
            await connection.close()
        }
        return []
    }

    func close() async {
        isClosed = true
        pause?.cancel()
        await connection?.close()
    }

    private func connect() async -> Bool {
        guard let opened = try? await PostgresConnection.connect(settings) else { return false }
        let listens = channels.map { "LISTEN \(identifier: $0)" as SQL }
        guard (try? await opened.pipeline(listens)) != nil, !isClosed else {
            await opened.close()
            return false
        }
        connection = opened
        return true
    }

    /// Nil when the connection is lost.
    private func hear(_ connection: PostgresConnection, until deadline: ContinuousClock.Instant) async -> [String]? {
        await withTaskCancellationHandler {
            try? await connection.notifications(within: ContinuousClock.now.duration(to: deadline))
        } onCancel: {
            Task { await connection.stopListening() }
        }
    }

    /// Between two attempts to connect.
    private func rest(until deadline: ContinuousClock.Instant) async {
        let length = min(ContinuousClock.now.duration(to: deadline), .milliseconds(Int.random(in: 500...1_500)))
        let pause = Task { _ = try? await Task.sleep(for: length) }
        self.pause = pause
        await withTaskCancellationHandler {
            await pause.value
        } onCancel: {
            pause.cancel()
        }
    }
}
