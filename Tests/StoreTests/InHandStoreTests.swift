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
            for owner in ["second", "second", "third", "third"] {
                let charge = InHandStore.charge(key, owner: owner, lease: 2)
                let deaths = try charge.read(try await connection.query(charge.sql))
                #expect(deaths == (owner == "second" ? 1 : 2))
            }
            await connection.close()
        }
    }
}
