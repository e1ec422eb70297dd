import Loop
import Postgres
import Store

/// What the broker has confirmed and the outbox still holds: of all publishers of this process, forgotten in one
/// statement by its sweep.
///
/// `@unchecked Sendable` because the lock guards the rows.
final class ConfirmedRows: @unchecked Sendable {
    private let lock = Lock()
    private var rows: [(cause: EventKey, ordinal: Int)] = []

    func add(_ more: [(cause: EventKey, ordinal: Int)]) {
        lock.withLock { rows += more }
    }

    /// Forgets what has been confirmed so far; at every half second and at drain. What fails is tried again.
    func forget(in pool: PostgresPool) async throws {
        let taken = lock.withLock {
            defer { rows = [] }
            return rows
        }
        if taken.isEmpty { return }
        do {
            _ = try await pool.query(OutboxStore.forget(taken))
        } catch {
            add(taken)
            throw error
        }
    }
}
