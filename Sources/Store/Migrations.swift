package import Postgres

/// The schema's history, and how a database is brought up to it.
///
/// Roles a worker with their grants are not part of it yet: today one role owns and uses the schema.
package enum Migrations {
    /// In order.
    package static let all: [Migration] = [
        Migration(1, "territory", PackageResources.V0001_territory_sql),
        Migration(2, "fleet", PackageResources.V0002_fleet_sql),
        Migration(3, "incident", PackageResources.V0003_incident_sql),
        Migration(4, "notice", PackageResources.V0004_notice_sql),
        Migration(5, "escalation", PackageResources.V0005_escalation_sql),
        Migration(6, "rental", PackageResources.V0006_rental_sql),
        Migration(7, "reliability", PackageResources.V0007_reliability_sql),
        Migration(8, "event_log", PackageResources.V0008_event_log_sql),
        Migration(9, "incident_life", PackageResources.V0009_incident_life_sql),
        Migration(10, "territory", PackageResources.V0010_territory_sql),
        Migration(11, "notice_control", PackageResources.V0011_notice_control_sql),
        Migration(12, "reply", PackageResources.V0012_reply_sql),
        Migration(13, "lists", PackageResources.V0013_lists_sql),
        Migration(14, "carriers", PackageResources.V0014_carriers_sql),
        Migration(15, "notice_flow", PackageResources.V0015_notice_flow_sql),
        Migration(16, "officer_hours", PackageResources.V0016_officer_hours_sql),
        Migration(17, "department_lead", PackageResources.V0017_department_lead_sql),
        Migration(18, "policy", PackageResources.V0018_policy_sql),
    ]

    /// The version that these programs need.
    package static var needed: Int { all.last?.version ?? 0 }

    /// Where the fleet's tables are.
    package static let schema = "lianhu"

    /// Brings `schema` up to `target` in one transaction under an advisory lock: whoever comes second waits, and then
    /// finds nothing to do. Returns the versions applied, none if all was there.
    /// - Parameter target: the newest unless a test asks for an earlier one.
    /// - Throws: `StoreError.schema` if the database is newer than this program.
    package static func apply(
        _ connection: PostgresConnection, schema: String = schema, upTo target: Int = needed
    ) async throws -> [Int] {
        try await connection.script(begin(schema))
        do {
            let found = try await version(connection)
            guard found <= needed else { throw StoreError.schema(found: found, needed: needed) }
            let missing = all.filter { $0.version > found && $0.version <= target }
            for migration in missing { try await run(migration, connection) }
            try await connection.script("COMMIT")
            return missing.map(\.version)
        } catch {
            // The first error is the one that matters; a connection that cannot roll back is closed by its owner.
            try? await connection.script("ROLLBACK")
            throw error
        }
    }

    /// The version of the schema on the connection's search path; 0 if there is none.
    package static func version(_ connection: PostgresConnection) async throws -> Int {
        do {
            return try versionStatement.read(try await connection.query(versionStatement.sql))
        } catch let error as PostgresError where error.sqlState == "42P01" {
            return 0
        }
    }

    /// Whether programs and schema fit.
    /// - Throws: `StoreError.schema` if not.
    package static func check(_ connection: PostgresConnection) async throws {
        let found = try await version(connection)
        guard found == needed else { throw StoreError.schema(found: found, needed: needed) }
    }

    private static let versionStatement = Statement<Int>(
        "SELECT coalesce(max(version), 0)::bigint FROM schema_version"
    ) { result in
        guard let row = result.rows.first else { throw StoreError.missingResult }
        return try row.decode(0)
    }

    private static func run(_ migration: Migration, _ connection: PostgresConnection) async throws {
        try await connection.script(migration.sql)
        // When it happened to the database, not in the domain: hence the database's own clock.
        _ = try await connection.query(
            """
            INSERT INTO schema_version (version, name, applied_at)
            VALUES (\(migration.version), \(migration.name), clock_timestamp())
            """)
    }

    /// The lock goes with the transaction, so that a killed setup leaves nothing behind.
    private static func begin(_ schema: String) -> String {
        let name =
            "\"" + schema.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        return """
            BEGIN;
            SELECT pg_advisory_xact_lock(7598271);
            SET LOCAL client_min_messages TO warning;
            CREATE SCHEMA IF NOT EXISTS \(name);
            SET LOCAL search_path TO \(name);
            CREATE TABLE IF NOT EXISTS schema_version (
                version bigint PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL)
            """
    }
}
