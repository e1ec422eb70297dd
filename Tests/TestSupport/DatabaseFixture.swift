package import Postgres
import Store

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

    /// Runs `body` with a pool on a schema of its own that has the fleet's tables, and what the script puts into them.
    package static func withTables(
        filledBy script: String? = nil, _ body: (PostgresPool) async throws -> Void
    ) async throws {
        try await withSchema { settings in
            let connection = try await PostgresConnection.connect(settings)
            do {
                _ = try await Migrations.apply(connection, schema: settings.searchPath ?? "")
                if let script { try await connection.script(script) }
            } catch {
                await connection.close()
                throw error
            }
            await connection.close()
            let pool = PostgresPool(settings: settings)
            do { try await body(pool) } catch {
                await pool.close()
                throw error
            }
            await pool.close()
        }
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
