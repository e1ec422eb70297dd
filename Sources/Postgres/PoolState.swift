import Loop

/// Who has a connection, who waits for one. Decides; opens and closes nothing.
///
/// `@unchecked Sendable` because everything is under `lock`.
final class PoolState: @unchecked Sendable {
    /// What a taker gets: a connection, or the right to open one.
    enum Permit: Sendable {
        case use(PostgresConnection)
        case open
    }

    private enum Turn {
        case now(Permit)
        case later
        case never(any Error)
    }

    private let lock = Lock()
    private var idle: [PostgresConnection] = []
    private var unopened: Int
    private var waiting: [(id: Int, continuation: CheckedContinuation<Permit, any Error>)] = []
    private var cancelled: Set<Int> = []
    private var lastId = 0
    private var isClosed = false

    init(size: Int) {
        unopened = max(size, 1)
    }

    /// Waits for its turn, first come first served. Throws `.closed`, or `CancellationError` while waiting.
    func take() async throws -> Permit {
        let id = lock.withLock {
            lastId += 1
            return lastId
        }
        defer { lock.withLock { _ = cancelled.remove(id) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch turn(id, continuation) {
                case .now(let permit): continuation.resume(returning: permit)
                case .never(let error): continuation.resume(throwing: error)
                case .later: break
                }
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func turn(_ id: Int, _ continuation: CheckedContinuation<Permit, any Error>) -> Turn {
        lock.withLock {
            if isClosed { return .never(Self.closed) }
            // The most recently used first, so that a quiet pool's other connections stay idle.
            if let connection = idle.popLast() { return .now(.use(connection)) }
            if unopened > 0 {
                unopened -= 1
                return .now(.open)
            }
            if cancelled.contains(id) { return .never(CancellationError()) }
            waiting.append((id, continuation))
            return .later
        }
    }

    private func cancel(_ id: Int) {
        let waiter = lock.withLock {
            cancelled.insert(id)
            return waiting.firstIndex { $0.id == id }.map { waiting.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }

    /// Gives back a connection, or, with nil, the right to open one. Returns a connection that nobody wants any more.
    func give(_ connection: PostgresConnection?) -> PostgresConnection? {
        let (waiter, unwanted) = lock.withLock {
            if !waiting.isEmpty { return (Optional(waiting.removeFirst()), PostgresConnection?.none) }
            guard let connection, !isClosed else {
                unopened += 1
                return (nil, connection)
            }
            idle.append(connection)
            return (nil, nil)
        }
        waiter?.continuation.resume(returning: connection.map(Permit.use) ?? .open)
        return unwanted
    }

    /// Turns away all who wait and will come; returns the connections that were idle.
    func close() -> [PostgresConnection] {
        let (turnedAway, unwanted) = lock.withLock {
            isClosed = true
            defer {
                waiting = []
                unopened += idle.count
                idle = []
            }
            return (waiting, idle)
        }
        for waiter in turnedAway { waiter.continuation.resume(throwing: Self.closed) }
        return unwanted
    }

    private static var closed: PostgresError { PostgresError(.closed, "the pool was closed") }
}
