package import Domain
package import Foundation
package import Postgres

/// What there is of the event log's partitions.
package struct EventLogState: Sendable, Equatable {
    /// By the database's clock, in UTC.
    package let today: CivilDay
    /// Days that have a partition.
    package let made: Set<CivilDay>
    /// Rows in the DEFAULT partition: their day was not made in time.
    package let strayRows: Int
    /// The days of these rows.
    package let strayDays: Set<CivilDay>
    /// Server processes, besides the asking one, that have a read of the whole log open.
    package let readers: [Int]

    package init(
        today: CivilDay, made: Set<CivilDay>, strayRows: Int = 0, strayDays: Set<CivilDay> = [], readers: [Int] = []
    ) {
        self.today = today
        self.made = made
        self.strayRows = strayRows
        self.strayDays = strayDays
        self.readers = readers
    }
}

/// Makes and drops the days of the event log. Each is a transaction of its own, and waits for nobody longer than it is
/// told, because others wait behind a lock that waits.
package enum EventLogPartitions {
    /// What there is. Locks nothing but, for its own moment, the DEFAULT partition against being changed.
    package static func state() -> Statement<EventLogState> {
        // Readers hold ACCESS SHARE on the parent; writers hold another lock and only for the length of a commit.
        Statement(
            """
            SELECT clock_timestamp(),
                ARRAY(SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                    WHERE i.inhparent = 'event_log'::regclass),
                (SELECT count(*) FROM event_log_default),
                ARRAY(SELECT DISTINCT floor(extract(epoch FROM logged_at) / 86400)::bigint FROM event_log_default),
                ARRAY(SELECT DISTINCT pid::bigint FROM pg_locks
                    WHERE relation = 'event_log'::regclass AND mode = 'AccessShareLock' AND granted
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        AND pid <> pg_backend_pid() ORDER BY 1)
            """
        ) { result in
            guard let row = result.rows.first else { throw StoreError.missingResult }
            return EventLogState(
                today: CivilDay(ofUTC: try row.decode(0)),
                made: Set(try row.decode(1, as: [String].self).compactMap(CivilDay.init(partition:))),
                strayRows: try row.decode(2),
                strayDays: Set(try row.decode(3, as: [Int64].self).map { CivilDay(sinceEpoch: Int($0)) }),
                readers: try row.decode(4, as: [Int64].self).map { Int($0) })
        }
    }

    /// Becomes the one that changes partitions until the transaction ends, and limits how long any lock is waited for.
    /// False if another replica is at it.
    package static func take(lockTimeout: Duration) -> Statement<Bool> {
        let milliseconds =
            lockTimeout.components.seconds * 1000 + lockTimeout.components.attoseconds / 1_000_000_000_000_000
        return Statement(
            """
            SELECT pg_try_advisory_xact_lock((7598272::bigint << 32) + 'event_log'::regclass::oid::bigint),
                set_config('lock_timeout', \("\(milliseconds)"), true)
            """
        ) { try $0.rows.first?.decode(0) ?? false }
    }

    /// Makes a day, and moves its rows out of the DEFAULT partition, which must hold none of them then.
    ///
    /// Not PARTITION OF, which would lock the whole log. Most rows are moved while others go on writing; only what they
    /// have written meanwhile is moved under the lock on the DEFAULT, and who writes to days of their own never waits.
    package static func make(_ day: CivilDay) -> [SQL] {
        let bounds = SQL(stringLiteral: "FROM ('\(day.text) 00:00+00') TO ('\(day.next.text) 00:00+00')")
        let move: SQL = """
            WITH moved AS (
                DELETE FROM event_log_default WHERE logged_at >= \(day.startUTC) AND logged_at < \(day.next.startUTC)
                RETURNING *)
            INSERT INTO \(identifier: day.partition) SELECT * FROM moved
            """
        return [
            "CREATE TABLE \(identifier: day.partition) (LIKE event_log INCLUDING ALL)",
            move,
            "LOCK TABLE event_log_default IN ACCESS EXCLUSIVE MODE",
            move,
            "ALTER TABLE event_log ATTACH PARTITION \(identifier: day.partition) FOR VALUES \(raw: bounds)",
        ]
    }

    /// Drops a day with its rows. Detaching it first CONCURRENTLY is refused where there is a DEFAULT partition, and
    /// would leave a detached table behind if it were cut short; this locks the whole log for some milliseconds.
    package static func drop(_ day: CivilDay) -> [SQL] { ["DROP TABLE \(identifier: day.partition)"] }
}

extension CivilDay {
    fileprivate static let prefix = "event_log_"

    /// The day of UTC that holds this instant.
    package init(ofUTC date: Date) { self.init(sinceEpoch: Int((date.timeIntervalSince1970 / 86_400).rounded(.down))) }

    /// The day whose partition has this name; nil for the DEFAULT one, and what else is not ours.
    package init?(partition name: String) {
        let style = Date.ISO8601FormatStyle().year().month().day().dateSeparator(.omitted)
        guard name.hasPrefix(Self.prefix),
            let date = try? Date(String(name.dropFirst(Self.prefix.count)), strategy: style)
        else { return nil }
        self.init(ofUTC: date)
        guard partition == name else { return nil }
    }

    /// The name of its partition: `event_log_20260302`.
    package var partition: String {
        let (year, month, day) = parts
        return Self.prefix + String(format: "%04d%02d%02d", year, month, day)
    }

    /// `2026-03-02`.
    package var text: String {
        let (year, month, day) = parts
        return String(format: "%04d-%02d-%02d", year, month, day)
    }

    /// Its first instant in UTC.
    package var startUTC: Date { Date(timeIntervalSince1970: Double(sinceEpoch) * 86_400) }

    /// The day after it.
    package var next: CivilDay { adding(1) }

    /// So many days later, or before.
    package func adding(_ days: Int) -> CivilDay { CivilDay(sinceEpoch: sinceEpoch + days) }
}
