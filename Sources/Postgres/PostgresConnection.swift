import Glibc
import Loop

/// One connection, on a thread of its own. Calls made at the same time are served one after another.
///
/// Cancelling a task does not cut a call short: the answer is awaited, so that the connection's state is known.
package actor PostgresConnection {
    private let loop: LoopThread
    let settings: PostgresSettings
    nonisolated let health = ConnectionHealth()
    var handle: ConnectionHandle?
    var cache = StatementCache()
    private(set) var isClosing = false
    private var waiter: Waiter?
    private var isListening = false
    private var isOccupied = false
    private var queue: [CheckedContinuation<Void, Never>] = []

    nonisolated package var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private init(_ settings: PostgresSettings) {
        self.settings = settings
        loop = LoopThread(name: "postgres")
    }

    deinit {
        loop.stop()
    }

    /// Connects to the first host that takes writes. Throws `.unreachable`, or `.server` for a wrong password, role or
    /// database; the message tells what each host said.
    package static func connect(_ settings: PostgresSettings) async throws(PostgresError) -> PostgresConnection {
        let connection = PostgresConnection(settings)
        do throws(PostgresError) {
            try await connection.open()
        } catch {
            await connection.close()
            throw error
        }
        return connection
    }

    /// Runs one statement, prepared at its first use.
    package func query(_ sql: SQL) async throws(PostgresError) -> PostgresResult {
        try await pipeline([sql])[0]
    }

    /// Runs statements in one round trip, in one implicit transaction unless one is open. The first that the server
    /// refuses is named by the error's `statementIndex`; those behind it were not run.
    package func pipeline(_ statements: [SQL]) async throws(PostgresError) -> [PostgresResult] {
        guard !statements.isEmpty else { return [] }
        for (index, statement) in statements.enumerated() { try statement.check(index) }
        await occupy()
        defer { vacate() }
        let startedOutside = handle?.isOutsideTransaction ?? false
        let progress = try await exchange(statements)
        guard startedOutside, progress.refusal?.isStalePlan == true, !progress.hasCommitted else {
            return try progress.outcome()
        }
        // Nothing of it has happened, and the outdated statement is forgotten.
        if handle?.isInFailedTransaction == true { _ = try await exchange(["ROLLBACK"]) }
        return try await exchange(statements).outcome()
    }

    /// Runs a text of several statements, without parameters: a migration.
    package func script(_ text: String) async throws(PostgresError) {
        await occupy()
        defer { vacate() }
        try await exchange(script: text)
    }

    /// Ends the connection; a call in progress fails. Idempotent.
    package func close() async {
        isClosing = true
        waiter?.wake(.interrupted)
        await occupy()
        discard()
        vacate()
        loop.stop()
    }

    /// Throws the connection away: the server rolls back what was open.
    func discard() {
        health.becomeUnfit()
        handle = nil
    }

    // MARK: - One call at a time

    private func occupy() async {
        guard isOccupied else {
            isOccupied = true
            health.becomeUnfit()
            return
        }
        await withCheckedContinuation { queue.append($0) }
    }

    private func vacate() {
        if let handle, handle.isOutsideTransaction, queue.isEmpty { health.becomeIdle(socket: handle.socket) }
        guard !queue.isEmpty else {
            isOccupied = false
            return
        }
        queue.removeFirst().resume()
    }

    // MARK: - Waiting

    /// Waits until the socket has one of `events`, the deadline passes, or the owner interrupts.
    func wait(_ socket: Int32, for events: Int16, until deadline: ContinuousClock.Instant?) async -> Waiter.Wake {
        guard !isClosing else { return .interrupted }
        let waiter = Waiter()
        self.waiter = waiter
        let timer = deadline.map { deadline in
            loop.after(max(.zero, ContinuousClock.now.duration(to: deadline))) { waiter.wake(.timedOut) }
        }
        loop.watch(socket, events: events) { waiter.wake(.ready($0)) }
        let wake = await withCheckedContinuation { waiter.store($0) }
        loop.unwatch(socket)
        timer?.cancel()
        self.waiter = nil
        return wake
    }

    // MARK: - Notifications

    /// The channels notified, as soon as there are any; none after `timeout`, or when the task is cancelled.
    func notifications(within timeout: Duration) async throws(PostgresError) -> [String] {
        await occupy()
        defer { vacate() }
        let deadline = ContinuousClock.now.advanced(by: timeout)
        isListening = true
        defer { isListening = false }
        while true {
            let handle = try connected()
            let channels = handle.takeNotifications()
            guard channels.isEmpty, !Task.isCancelled else { return channels }
            guard case .ready = await wait(handle.socket, for: Int16(POLLIN), until: deadline) else { return [] }
            guard handle.consumeInput() else {
                discard()
                throw PostgresError(.connectionLost, handle.errorMessage.trimmedLine)
            }
        }
    }

    /// Ends ``notifications(within:)`` early; leaves any other call alone.
    func stopListening() {
        if isListening { waiter?.wake(.interrupted) }
    }

    /// Whether there is something to roll back.
    var isInTransaction: Bool { handle.map { !$0.isOutsideTransaction } ?? false }

    func connected() throws(PostgresError) -> ConnectionHandle {
        if let handle { return handle }
        throw isClosing
            ? PostgresError(.closed, "the connection was closed")
            : PostgresError(.connectionLost, "the connection was lost earlier")
    }
}

extension SQL {
    /// What libpq would cut short or refuse without naming it.
    fileprivate func check(_ index: Int) throws(PostgresError) {
        var problem = self.problem
        if parameters.count > 65_535 {
            problem = PostgresError(.decoding, "\(parameters.count) parameters; the protocol has room for 65535")
        }
        if text.utf8.contains(0) { problem = PostgresError(.decoding, "a NUL within the statement's text") }
        problem?.statementIndex = index
        if let problem { throw problem }
    }
}
