import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Days as the database keeps them: whatever zone a session is in, each row is in its day of UTC.
@Suite struct EventLogPartitionTests {
    private static let zones = [
        "UTC", "Asia/Shanghai", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "Europe/Dublin",
        "America/Sao_Paulo",
    ]

    @Test(arguments: Seeded.seeds(4)) func everyRowIsInItsDayWhateverTheZone(seed: UInt64) async throws {
        try await Self.withLog { connection, _ in
            var random = Seeded(seed)
            // Days of changing clocks among them: Apia left out 2011-12-30 altogether.
            let first = CivilDay(sinceEpoch: random.pick([15_335, 15_412, 20_529, 20_752, 11_015], or: 0))
            let days = (0..<6).map { first.adding($0) }
            for moment in 0..<120 {
                let at = first.startUTC.addingTimeInterval(Double.random(in: 0..<6 * 86_400, using: &random))
                try await Self.insert("before \(moment)", at: at, connection)
            }
            for day in days {
                _ = try await connection.query(
                    "SELECT set_config('TimeZone', \(random.pick(Self.zones, or: "UTC")), false)")
                for statement in ["BEGIN"] + EventLogPartitions.make(day) + ["COMMIT"] {
                    _ = try await connection.query(statement)
                }
            }
            for day in days {
                try await Self.insert("first", at: day.startUTC, connection)
                try await Self.insert("last", at: day.next.startUTC.addingTimeInterval(-0.000_001), connection)
            }
            let rows = try await connection.query("SELECT logged_at, tableoid::regclass::text FROM event_log").rows
            #expect(rows.count == 132)
            for row in rows {
                let at: Date = try row.decode(0)
                #expect(try row.decode(1) == CivilDay(ofUTC: at).partition)
            }
            let statement = EventLogPartitions.state()
            let state = try statement.read(try await connection.query(statement.sql))
            #expect(state.made == Set(days))
            #expect(state.strayRows == 0)
        }
    }

    @Test(arguments: Seeded.seeds(200)) func aNameIsReadAsItIsWritten(seed: UInt64) {
        var random = Seeded(seed)
        let day = CivilDay(sinceEpoch: Int.random(in: 0...100_000, using: &random))
        #expect(CivilDay(partition: day.partition) == day)
        #expect(CivilDay(ofUTC: day.startUTC) == day)
        #expect(CivilDay(ofUTC: day.next.startUTC.addingTimeInterval(-0.001)) == day)
    }

    @Test(arguments: ["event_log_default", "event_log_20260231", "event_log_2026030", "event_log_20260302_old", "x"])
    func whatIsNotOursIsLeftAlone(name: String) {
        #expect(CivilDay(partition: name) == nil)
    }

    @Test func entriesComeBackAsTheyWereWritten() async throws {
        try await Self.withLog { connection, settings in
            let pool = PostgresPool(settings: settings)
            let now = Date(timeIntervalSince1970: 1_772_416_800)
            let long = String(repeating: "id", count: 5_000)
            let entries = [
                Self.entry("a", subject: nil, attempts: 0), Self.entry("a", subject: "r-1", attempts: 3),
                Self.entry(long, subject: "r-2", attempts: 100_000),
            ]
            _ = try await pool.query(EventLogStore.record(entries, worker: "intake", at: now))
            let found = try await pool.load(EventLogStore.ofEvent("a"))
            #expect(found.map(\.entry.subject) == [nil, "r-1"])
            #expect(found.first?.entry == entries.first)
            #expect(found.allSatisfy { $0.worker == "intake" && $0.at == now })
            #expect(try await pool.load(EventLogStore.ofEvent(long)).map(\.entry.attempts) == [32_767])
            await pool.close()
        }
    }

    private static func entry(_ id: String, subject: String?, attempts: Int) -> EventLogEntry {
        EventLogEntry(
            key: EventKey(source: "test", id: id), source: "test", eventID: id, type: "incident.reported",
            subject: subject, verdict: "opened 1", receivedAt: Date(timeIntervalSince1970: 1_772_416_700), urgent: true,
            attempts: attempts)
    }

    private static func insert(_ id: String, at: Date, _ connection: PostgresConnection) async throws {
        _ = try await connection.query(
            """
            INSERT INTO event_log (logged_at, at, received_at, worker, key, source, event_id, type, verdict, urgent,
                attempts)
            VALUES (\(at), \(at), \(at), 'intake', '', 'test', \(id), 'incident.reported', 'opened', false, 0)
            """)
    }

    private static func withLog(_ body: (PostgresConnection, PostgresSettings) async throws -> Void) async throws {
        try await DatabaseFixture.withSchema { settings in
            let connection = try await PostgresConnection.connect(settings)
            _ = try await Migrations.apply(connection, schema: try #require(settings.searchPath))
            try await body(connection, settings)
            await connection.close()
        }
    }
}
