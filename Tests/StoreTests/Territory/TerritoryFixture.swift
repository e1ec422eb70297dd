import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// A village of two grids in a schema of its own: grid 1 with units 1 and 2, grid 2 beside it; on the first of March
/// (`reform`) grid 1 was split into 3 and 4, grid 2 became 5, and 6 ended without a successor.
enum TerritoryFixture {
    static let now = Date(timeIntervalSince1970: 1_772_416_800)
    static let reform = "2026-03-01"

    static func run(_ body: (PostgresPool) async throws -> Void) async throws {
        try await DatabaseFixture.withSchema { settings in
            let connection = try await PostgresConnection.connect(settings)
            _ = try await Migrations.apply(connection, schema: try #require(settings.searchPath))
            try await connection.script(village)
            await connection.close()
            let pool = PostgresPool(settings: settings)
            do { try await body(pool) } catch {
                await pool.close()
                throw error
            }
            await pool.close()
        }
    }

    static func report(
        area: String? = nil, household: Int64? = nil, rental: String? = nil, device: String? = nil,
        at point: Coordinates? = nil, source: String = "app"
    ) -> IncidentReport {
        IncidentReport(
            source: source, eventID: "1", reference: nil, at: now, text: "x", category: .other, severity: .normal,
            hints: .init(area: area, household: household, rental: rental, device: device, coordinates: point),
            officer: nil, reporterPhone: nil, problems: [])
    }

    private static let village = """
        INSERT INTO area (id, code, level, name, valid_from, valid_to, successors) VALUES
            (1, '330604', 'district', 'd', '-infinity', 'infinity', '{}'),
            (2, '330604112', 'township', 't', '-infinity', 'infinity', '{}'),
            (3, '330604112221', 'village', 'v', '-infinity', 'infinity', '{}'),
            (4, '330604112221001', 'grid', 'g1', '-infinity', '\(reform)', '{7,8}'),
            (5, '330604112221002', 'grid', 'g2', '-infinity', '\(reform)', '{9}'),
            (6, '330604112221006', 'grid', 'g6', '-infinity', '\(reform)', '{}'),
            (7, '330604112221003', 'grid', 'g3', '\(reform)', 'infinity', '{}'),
            (8, '330604112221004', 'grid', 'g4', '\(reform)', 'infinity', '{}'),
            (9, '330604112221005', 'grid', 'g5', '\(reform)', 'infinity', '{}'),
            (10, '330604112221001001', 'unit', 'u1', '-infinity', '\(reform)', '{12}'),
            (11, '330604112221001002', 'unit', 'u2', '-infinity', '\(reform)', '{}'),
            (12, '330604112221003001', 'unit', 'u1', '\(reform)', 'infinity', '{}');
        INSERT INTO area_neighbour VALUES (7, 8), (8, 7), (8, 9), (9, 8), (4, 5), (5, 4);
        INSERT INTO officer (id, name, phone) VALUES
            (1, 'a', '13700000001'), (2, 'b', '13700000002'), (3, 'c', '13700000003'), (4, 'd', '13700000004');
        INSERT INTO post (officer_id, area_id, role, until) VALUES (1, 4, 'gridOfficer', '\(reform)');
        INSERT INTO post (officer_id, area_id, role) VALUES
            (1, 7, 'gridOfficer'), (2, 8, 'gridOfficer'), (3, 9, 'gridOfficer'), (4, 3, 'villageDuty');
        INSERT INTO household (id, address, head_name, head_phone) VALUES
            (1, 'a', 'n', '13800000001'), (2, 'b', 'n', '13800000002'), (3, 'c', 'n', '13800000003');
        INSERT INTO household_area (household_id, area_id) VALUES (1, 12), (2, 11), (3, 8);
        INSERT INTO rental (id, code, area_code, address, landlord_name, landlord_phone, stage, occupancy)
            VALUES (1, 'R1', '330604112221002', 'x', 'l', '13600000001', 'registered', 4);
        INSERT INTO source (name, owner, owner_phone, broker_user, home_area) VALUES
            ('app', 'o', '1', 'u', '330604112221002'), ('fire', 'o', '1', 'u', NULL);
        """
}
