import Fleet
import Postgres
import Store
import TestSupport

/// A database for one test, with the fleet's schema and the village of `FleetTown`.
enum TownDatabase {
    static func run(_ body: (PostgresSettings) async throws -> Void) async throws {
        let common = try DatabaseFixture.settings()
        let settings = named("town_" + String(UInt64.random(in: 0...UInt64.max), radix: 36), common)
        let name = settings.database
        try await script("CREATE DATABASE \(name)", common)
        let outcome: Result<Void, any Error>
        do {
            try await fill(settings)
            outcome = .success(try await body(settings))
        } catch {
            outcome = .failure(error)
        }
        try await script("DROP DATABASE \(name) WITH (FORCE)", common)
        try outcome.get()
    }

    /// One that stays, on a server that will be deleted with it.
    static func make(_ name: String, on server: PostgresSettings, tablespace: String?) async throws -> PostgresSettings
    {
        try await script("CREATE DATABASE \(name)" + (tablespace.map { " TABLESPACE \($0)" } ?? ""), server)
        let settings = named(name, server)
        try await fill(settings)
        return settings
    }

    private static func named(_ name: String, _ server: PostgresSettings) -> PostgresSettings {
        var settings = server
        settings.database = name
        settings.searchPath = "lianhu"
        return settings
    }

    private static func fill(_ settings: PostgresSettings) async throws {
        let connection = try await PostgresConnection.connect(settings)
        do {
            _ = try await Migrations.apply(connection)
            try await connection.script(village)
            _ = try await EventLogRetention(settings: settings, keep: 90).round()
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Runs statements of a test's own.
    static func script(_ text: String, _ settings: PostgresSettings) async throws {
        let connection = try await PostgresConnection.connect(settings)
        do throws(PostgresError) { try await connection.script(text) } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private static let village = """
        INSERT INTO area (id, code, level, name) VALUES
            (1, '330604', 'district', '上虞'), (2, '330604112', 'township', '镇'), (3, '330604112221', 'village', '联合村'),
            (4, '330604112221001', 'grid', '一网格'), (5, '330604112221002', 'grid', '二网格'),
            (6, '330604112221001001', 'unit', '一组'), (7, '330604112221001002', 'unit', '二组');
        INSERT INTO area_neighbour VALUES (4, 5), (5, 4);
        INSERT INTO officer (id, name, phone) VALUES
            (1, '甲', '13800000001'), (2, '乙', '13800000002'), (3, '丙', '13800000003'), (4, '丁', '13800000004'),
            (5, '戊', '13800000005');
        INSERT INTO post (officer_id, area_id, role) VALUES
            (1, 4, 'gridOfficer'), (2, 5, 'gridOfficer'), (3, 4, 'gridLeader'), (4, 3, 'villageDuty'),
            (5, 2, 'centreDuty');
        INSERT INTO household (id, address, head_name, head_phone) VALUES (17, '村口1号', '己', '13900000017');
        INSERT INTO household_area (household_id, area_id) VALUES (17, 6);
        """
}
