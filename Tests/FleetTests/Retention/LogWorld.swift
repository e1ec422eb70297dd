import Domain
import Fleet
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// A schema with an event log for one test, and what is done to it.
struct LogWorld: Sendable {
    let settings: PostgresSettings
    let pool: PostgresPool

    /// - Parameter name: what the server shows of the connections of `retention`.
    func retention(
        keep: Int = 90, lockTimeout: Duration = .milliseconds(100), name: String = "retention"
    ) -> EventLogRetention {
        var settings = settings
        settings.applicationName = name
        return EventLogRetention(settings: settings, keep: keep, lockTimeout: lockTimeout)
    }

    static func run(_ body: (LogWorld) async throws -> Void) async throws {
        try await DatabaseFixture.withSchema { settings in
            let pool = PostgresPool(settings: settings)
            _ = try await pool.withConnection {
                try await Migrations.apply($0, schema: try #require(settings.searchPath))
            }
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(LogWorld(settings: settings, pool: pool))) } catch {
                outcome = .failure(error)
            }
            await pool.close()
            try outcome.get()
        }
    }

    /// Makes a day as if it had been made in time.
    func make(_ day: CivilDay) async throws {
        try await pool.transaction { _ = try await $0.pipeline(EventLogPartitions.make(day)) }
    }

    /// Writes a row as a worker does, of this moment; like a worker it tries again what was overtaken.
    func write(_ id: String, through pool: PostgresPool) async throws {
        let entry = EventLogEntry(
            key: EventKey(source: "test", id: id), source: "test", eventID: id, type: "incident.reported", subject: nil,
            verdict: "opened", receivedAt: Date(), urgent: false, attempts: 0)
        let record = EventLogStore.record([entry], worker: "intake", at: Date())
        do { try await pool.transaction { $0.atCommit([record]) } } catch let error as PostgresError
            where error.isTransient
        {
            try await pool.transaction { $0.atCommit([record]) }
        }
    }

    /// Writes rows of a moment by the database's clock.
    func write(_ count: Int, at moment: Date) async throws {
        _ = try await pool.query(
            """
            INSERT INTO event_log (logged_at, at, received_at, worker, key, source, event_id, type, verdict, urgent,
                attempts)
            SELECT \(moment), \(moment), \(moment), 'intake', '', 'test', 'old ' || n, 'incident.reported', 'opened',
                false, 0 FROM generate_series(1, \(count)::bigint) n
            """)
    }

    func state() async throws -> EventLogState { try await pool.load(EventLogPartitions.state()) }

    /// How many rows there are in all, and of different events.
    func rows() async throws -> (all: Int, events: Int) {
        let result = try await pool.query("SELECT count(*), count(DISTINCT event_id) FROM event_log")
        let row = try #require(result.rows.first)
        return (try row.decode(0), try row.decode(1))
    }

    /// Tables of days, whether they belong to the log or not.
    func tables() async throws -> Int {
        let result = try await pool.query(
            "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname ~ '^event_log_[0-9]+$'"
        )
        return try result.rows.first?.decode(0) ?? -1
    }

    /// Runs `body` while another connection has a transaction open that has done this.
    func whileOpen<T>(_ statement: SQL, _ body: (_ end: () async throws -> Void) async throws -> T) async throws -> T {
        let other = try await PostgresConnection.connect(settings)
        _ = try await other.pipeline(["BEGIN", statement])
        let outcome: Result<T, any Error>
        do { outcome = .success(try await body { _ = try await other.query("COMMIT") }) } catch {
            outcome = .failure(error)
        }
        await other.close()
        return try outcome.get()
    }
}
