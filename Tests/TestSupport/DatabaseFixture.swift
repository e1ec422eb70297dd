package import Postgres

/// A schema of its own for a test, on the common server.
package enum DatabaseFixture {
    /// How the tests reach the server. Throws ``TestServersError`` when the environment names none.
    package static func settings() throws -> PostgresSettings {
        let address = try TestServers.database
        return PostgresSettings(
            hosts: [PostgresHost(host: address.host, port: address.port)], database: "lianhu", user: "lianhu",
            applicationName: "lianhu-tests")
    }

    /// Makes a schema, runs `body` with settings whose search path is that schema, and drops it whatever happened.
    package static func withSchema(_ body: (PostgresSettings) async throws -> Void) async throws {
        var settings = try settings()
        let schema = "test_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        try await run("CREATE SCHEMA \(identifier: schema)", settings)
        settings.searchPath = schema
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(settings)) } catch { outcome = .failure(error) }
        settings.searchPath = nil
        try await run("DROP SCHEMA \(identifier: schema) CASCADE", settings)
        try outcome.get()
    }

    private static func run(_ sql: SQL, _ settings: PostgresSettings) async throws {
        let connection = try await PostgresConnection.connect(settings)
        do throws(PostgresError) { _ = try await connection.query(sql) } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }
}
