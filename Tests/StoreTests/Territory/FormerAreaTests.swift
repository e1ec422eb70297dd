import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Incidents of an area are found by its code also where they were filed under one that is no more.
@Suite struct FormerAreaTests {
    @Test func theSuccessorsCodeFindsWhatWasFiledBefore() async throws {
        try await TerritoryFixture.run { pool in
            try await add(
                [
                    ("unit", "330604112221001001"), ("split", "330604112221001"), ("merged", "330604112221002"),
                    ("gone", "330604112221006"), ("new", "330604112221004"),
                ], pool)
            try await expect(["new", "split", "unit"], of: "330604112221004", pool)
            try await expect(["split", "unit"], of: "330604112221003", pool, "both halves")
            try await expect(["unit"], of: "330604112221003001", pool)
            try await expect(["merged"], of: "330604112221005", pool)
            try await expect(["split", "unit"], of: "330604112221001", pool, "the old code finds its own")
            try await expect(["gone"], of: "330604112221006", pool)
            try await expect(["gone", "merged", "new", "split", "unit"], of: "330604112221", pool, "each once")
        }
    }

    @Test func overTwoReforms() async throws {
        try await TerritoryFixture.run { pool in
            try await add([("merged", "330604112221002"), ("other", "330604112221001")], pool)
            _ = try await pool.query("UPDATE area SET valid_to = '2026-03-02', successors = '{8}' WHERE id = 9")
            try await expect(["merged", "other"], of: "330604112221004", pool)
            let before = Date(timeIntervalSince1970: 1_772_300_000)
            try await expect([], of: "330604112221004", pool, "not before the day", at: before)
        }
    }

    /// Grid 1 is split into a new one of the same code and grid 7; it had the code before the reform.
    @Test func aCodeThatIsUsedAgainIsToldApartByTime() async throws {
        try await TerritoryFixture.run { pool in
            let reform = "2026-03-01"
            let split: SQL = """
                INSERT INTO area (id, code, level, name, valid_from) VALUES
                    (20, '330604112221001', 'grid', 'g1', \(reform)::timestamptz),
                    (21, '330604112221007', 'grid', 'g7', \(reform)::timestamptz)
                """
            _ = try await pool.query(split)
            _ = try await pool.query("UPDATE area SET successors = '{20,21}' WHERE id = 4")
            try await add([("late", "330604112221001")], pool)
            try await add([("early", "330604112221001")], pool, openedAt: Date(timeIntervalSince1970: 1_772_000_000))
            try await expect(["early"], of: "330604112221007", pool)
            try await expect(["early", "late"], of: "330604112221001", pool)
        }
    }

    @Test func otherConditionsHoldForBoth() async throws {
        try await TerritoryFixture.run { pool in
            try await add([("split", "330604112221001"), ("new", "330604112221004")], pool)
            _ = try await pool.query(
                "UPDATE incident SET closed_at = opened_at, stage = 'closed' WHERE number = 'split'")
            try await expect(["new"], of: "330604112221004", pool)
            try await expect(["new", "split"], of: "330604112221004", pool) { $0.withEnded = true }
            try await expect([], of: "330604112221004", pool) { $0.categories = [.fire] }
        }
    }

    /// A hundred thousand incidents, a thousand of them open, and a hundred grids that were merged into ten.
    @Test(.timeLimit(.minutes(2))) func thePlanDoesNotReadAllIncidents() async throws {
        try await DatabaseFixture.withSchema { settings in
            let connection = try await PostgresConnection.connect(settings)
            _ = try await Migrations.apply(connection, schema: try #require(settings.searchPath))
            try await connection.script(Self.mergedGrids)
            var filter = IncidentFilter()
            filter.area = "330604112222001"
            for question in [
                IncidentListStore.list(filter, limit: 50, at: TerritoryFixture.now).sql,
                IncidentListStore.count(filter, at: TerritoryFixture.now).sql,
            ] {
                let plan = try await connection.query("EXPLAIN \(raw: question)").rows
                    .map { try $0.decode(0, as: String.self) }
                #expect(
                    !plan.contains { $0.contains("Seq Scan on incident") }, "\(plan.joined(separator: "\n"))")
            }
            let count = IncidentListStore.count(filter, at: TerritoryFixture.now)
            #expect(try count.read(try await connection.query(count.sql)) == 100)
            await connection.close()
        }
    }

    private static let mergedGrids = """
        INSERT INTO area (id, code, level, name, valid_from)
        SELECT 1000 + g, '330604112222' || lpad(g::text, 3, '0'), 'grid', 'g', '2026-03-01' FROM generate_series(1, 10) g;
        INSERT INTO area (id, code, level, name, valid_to, successors)
        SELECT g, '330604112221' || lpad(g::text, 3, '0'), 'grid', 'g', '2026-03-01', ARRAY[1001 + g / 10]::bigint[]
        FROM generate_series(0, 99) g;
        INSERT INTO incident (id, number, category, severity, stage, area_code, place, text, responsible, rule, reports,
            sequence, edition, opened_at, assigned_at, asked_at, closed_at)
        SELECT g, g::text, 'fire', 'normal', CASE WHEN g % 100 = 0 THEN 'assigned' ELSE 'closed' END,
            '330604112221' || lpad((g / 100 % 100)::text, 3, '0'), '', '', 'officer:1', 'gridOfficer', 1, 1, 'e', d.at,
            d.at, d.at, CASE WHEN g % 100 > 0 THEN d.at END
        FROM generate_series(1, 100000) g, LATERAL (VALUES (to_timestamp(1772000000 - g))) AS d (at);
        ANALYZE
        """

    private func expect(
        _ numbers: [String], of area: String, _ pool: PostgresPool, _ why: Comment? = nil,
        at now: Date = TerritoryFixture.now, _ change: (inout IncidentFilter) -> Void = { _ in }
    ) async throws {
        var filter = IncidentFilter()
        filter.area = area
        change(&filter)
        let lines = try await pool.load(IncidentListStore.list(filter, limit: 10, at: now))
        #expect(lines.map(\.number).sorted() == numbers, why)
        #expect(try await pool.load(IncidentListStore.count(filter, at: now)) == numbers.count)
    }

    private func add(
        _ incidents: [(number: String, area: String)], _ pool: PostgresPool, openedAt: Date = TerritoryFixture.now
    ) async throws {
        let sql: SQL = """
            INSERT INTO incident (id, number, category, severity, stage, area_code, place, text, responsible, rule, reports,
                sequence, edition, opened_at, assigned_at, asked_at)
            SELECT (SELECT count(*) FROM incident) + row_number() OVER (), v.number, 'gas', 'normal', 'assigned', v.area,
                '', '', 'officer:1', 'gridOfficer', 1, 1, 'e', \(openedAt), \(openedAt), \(openedAt)
            FROM unnest(\(incidents.map(\.number)), \(incidents.map(\.area))) AS v (number, area)
            """
        _ = try await pool.query(sql)
    }
}
