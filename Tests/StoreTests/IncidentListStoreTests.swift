import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Which incidents each filter finds, and in which order.
@Suite struct IncidentListStoreTests {
    private static let now = Date(timeIntervalSince1970: 1_772_416_800)

    @Test func openOnesTheMostUrgentFirst() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.rows) { pool in
            try await expect(["E", "U", "N2", "N1"], pool) { _ in }
            try await expect(["E", "U", "N2", "N1", "C"], pool) { $0.withEnded = true }
        }
    }

    @Test func eachFilterNarrows() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.rows) { pool in
            try await expect(["N2"], pool) { $0.area = "330604112221002" }
            try await expect(["U"], pool) { $0.stages = [.accepted, .closed] }
            try await expect(["E"], pool) { $0.categories = [.fire] }
            try await expect(["N2", "N1"], pool) { $0.severities = [.normal] }
            try await expect(["U", "N2"], pool) { $0.responsible = [.officer(2)] }
            try await expect(["N2", "N1"], pool) { $0.since = Self.now.addingTimeInterval(-150) }
            try await expect(["E", "U"], pool) { $0.until = Self.now.addingTimeInterval(-250) }
            try await expect(["N1"], pool) { $0.source = "hotline" }
        }
    }

    @Test func overdueMeansMissedOrClimbed() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.rows) { pool in
            try await expect(["E", "N2", "N1"], pool) { $0.isOverdue = true }
        }
    }

    @Test func wordsAreFoundInAnyReportAndStandForThemselves() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.rows) { pool in
            try await expect(["N1"], pool) { $0.words = ["垃圾", "楼道"] }
            try await expect(["N1"], pool) { $0.words = ["again"] }
            try await expect(["N2"], pool) { $0.words = ["100%"] }
            try await expect([], pool) { $0.words = ["1%0"] }
        }
    }

    @Test func aLineKnowsNameAndDeadline() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.rows) { pool in
            var filter = IncidentFilter()
            filter.categories = [.fire]
            let line = try #require(
                try await pool.load(IncidentListStore.list(filter, limit: 1, at: Self.now)).first)
            #expect(line.name == "网格员1")
            #expect(line.deadline == Self.now.addingTimeInterval(-60))
            #expect(try await pool.load(IncidentListStore.count(IncidentFilter(), at: Self.now)) == 4)
        }
    }

    private func expect(
        _ numbers: [String], _ pool: PostgresPool, _ change: (inout IncidentFilter) -> Void
    ) async throws {
        var filter = IncidentFilter()
        change(&filter)
        let lines = try await pool.load(IncidentListStore.list(filter, limit: 10, at: Self.now))
        #expect(lines.map(\.number) == numbers, "\(filter)")
        #expect(try await pool.load(IncidentListStore.count(filter, at: Self.now)) == lines.count)
    }

    /// E climbed and is late, U is in time, N2 has climbed, N1's deadline passed a moment ago, C has ended.
    private static let rows = """
        INSERT INTO officer (id, name, phone) VALUES (1, '网格员1', '13900000001'), (2, '网格员2', '13900000002');
        INSERT INTO incident (id, number, category, severity, stage, area_code, place, text, responsible, rule, rung,
            reports, sequence, edition, opened_at, assigned_at, asked_at, closed_at)
        SELECT id, number, category, severity, stage, '330604112221' || area, '', text, responsible, 'gridOfficer',
            rung, reports, 1, 'e', at, at, at, closed_at
        FROM (SELECT v.*, to_timestamp(1772416800 - ago) AS at,
                     CASE WHEN stage = 'closed' THEN to_timestamp(1772416800) END AS closed_at
              FROM (VALUES
                (1, 'E', 'fire', 'emergency', 'assigned', '001001', '厨房起火', 'officer:1', 1, 1, 400),
                (2, 'U', 'security', 'urgent', 'accepted', '001', '有人撬车', 'officer:2', 0, 1, 300),
                (3, 'N1', 'environment', 'normal', 'assigned', '001002', '楼道堆垃圾', 'desk:330604112', 0, 2, 100),
                (4, 'N2', 'service', 'normal', 'assigned', '002001', '100% 没水', 'officer:2', 0, 1, 50),
                (5, 'C', 'service', 'low', 'closed', '002001', '没电', 'officer:1', 0, 1, 10)
              ) AS v (id, number, category, severity, stage, area, text, responsible, rung, reports, ago)) i;
        INSERT INTO incident_event (incident_id, source, event_id, at, rank, kind, actor, text, told, recorded_at)
        SELECT id, CASE WHEN id = 3 THEN 'hotline' ELSE 'app' END, 'r' || id, opened_at, 0, 'reported', '', text, '{}',
            opened_at FROM incident;
        INSERT INTO incident_event (incident_id, source, event_id, at, rank, kind, actor, text, told, recorded_at)
        VALUES (3, 'app', 'again', to_timestamp(0), 0, 'reported', '', 'again', '{}', to_timestamp(0));
        INSERT INTO timer (incident_id, kind, rung, edition, due_at, deadline, priority)
        SELECT id, 'accept', 0, 'e', to_timestamp(1772420000), to_timestamp(1772416800 + seconds), 0
        FROM (VALUES (1, -60), (2, 60), (3, 0)) AS v (id, seconds);
        INSERT INTO timer_decision (incident_id, kind, rung, edition, due_at, decided_at, late_by, outcome)
        VALUES (4, 'accept', 0, 'e', to_timestamp(0), to_timestamp(0), 0, 'climbed')
        """
}
