import Postgres
import Store
import TestSupport
import Testing

/// The sweep after an outage.
@Suite struct OutboxStoreTests {
    @Test func urgentRowsGoFirstAndAWorkersOwnOnlyByItself() async throws {
        try await DatabaseFixture.withTables { pool in
            let rows = [
                row("reminder", "lianhu.events", "notice.requested"),
                row("fire", "lianhu.events", "urgent.notice.requested"),
                row("waited", "lianhu.back", "intake.waiting.normal"),
            ]
            _ = try await pool.query(OutboxStore.save(rows, worker: "intake", lease: -1))
            let first = try await pool.load(OutboxStore.sweep(worker: "notice", limit: 1, lease: 60))
            #expect(first.map(\.eventID) == ["fire"])
            let rest = try await pool.load(OutboxStore.sweep(worker: "notice", limit: 9, lease: 60))
            #expect(rest.map(\.eventID) == ["reminder"])
            let own = try await pool.load(OutboxStore.sweep(worker: "intake", limit: 9, lease: 60))
            #expect(own.map(\.eventID) == ["waited"])
        }
    }

    private func row(_ id: String, _ exchange: String, _ key: String) -> OutboxRow {
        OutboxRow(
            cause: EventKey(parts: [id]), ordinal: 0, exchange: exchange, routingKey: key, eventID: id, body: [])
    }
}
