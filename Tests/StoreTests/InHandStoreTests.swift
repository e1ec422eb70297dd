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
}
