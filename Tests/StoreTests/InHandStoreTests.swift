import Postgres
import Store
import TestSupport
import Testing

/// Deaths are counted once, also when the answer to the counting was lost and it is asked again.
@Suite struct InHandStoreTests {
    @Test func aChargeAskedAgainCountsOneDeath() async throws {
        try await DatabaseFixture.withSchema { settings in
            let connection = try await PostgresConnection.connect(settings)
            _ = try await Migrations.apply(connection, schema: try #require(settings.searchPath))
            let key = EventKey(parts: ["a delivery"])
            _ = try await connection.query(InHandStore.take([key], worker: "intake", owner: "dead", lease: 0))
            for (dead, owner) in [("dead", "second"), ("dead", "second"), ("dead", "other"), ("other", "third")] {
                let charge = InHandStore.charge(key, of: dead, to: owner, lease: 2)
                let deaths = try charge.read(try await connection.query(charge.sql))
                #expect(deaths == (owner == "third" ? 2 : 1))
            }
            await connection.close()
        }
    }

    /// What was leased before the database's clock was set back must not be waited for until it has caught up.
    @Test func aLeaseOfALaterClockIsOver() async throws {
        try await DatabaseFixture.withSchema { settings in
            let connection = try await PostgresConnection.connect(settings)
            _ = try await Migrations.apply(connection, schema: try #require(settings.searchPath))
            let (now, later) = (EventKey(parts: ["now"]), EventKey(parts: ["later"]))
            _ = try await connection.query(InHandStore.take([now], worker: "intake", owner: "living", lease: 2))
            _ = try await connection.query(InHandStore.take([later], worker: "intake", owner: "dead", lease: 3600))
            let find = InHandStore.find([now, later], lease: 2)
            let held = try find.read(try await connection.query(find.sql))
            #expect(held[later]?.remaining == 0)
            #expect((held[now]?.remaining ?? 0) > 0)
            let row = OutboxRow(
                cause: now, ordinal: 0, exchange: "lianhu.events", routingKey: "k", eventID: "1", body: [])
            _ = try await connection.query(OutboxStore.save([row], worker: "intake", lease: 3600))
            let sweep = OutboxStore.sweep(worker: "notice", limit: 10, lease: 10)
            #expect(try sweep.read(try await connection.query(sweep.sql)) == [row])
            #expect(try sweep.read(try await connection.query(sweep.sql)).isEmpty)
            await connection.close()
        }
    }
}
