import Postgres
import TestSupport
import Testing

/// Runs `body` with a pool on a fresh schema that holds `tables`.
func withPool(
    _ tables: String = "", size: Int = 4, adjust: (inout PostgresSettings) -> Void = { _ in },
    _ body: (PostgresPool, PostgresSettings) async throws -> Void
) async throws {
    try await DatabaseFixture.withSchema { settings in
        var settings = settings
        settings.poolSize = size
        adjust(&settings)
        let pool = PostgresPool(settings: settings)
        if !tables.isEmpty { try await pool.withConnection { try await $0.script(tables) } }
        do {
            try await body(pool, settings)
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }
}

/// Polls until `condition` holds; records an issue after ten seconds.
func eventually(_ what: Comment, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now.advanced(by: Duration.seconds(10).patient)
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record(what)
}

/// The error that `body` is expected to throw.
func failure(_ body: () async throws -> Void) async throws -> PostgresError {
    try #require(await #expect(throws: PostgresError.self) { try await body() })
}
