import Domain
import Foundation
import Postgres
import Store
import Testing

/// A reform as it is saved: who moves, from which day on, and that nothing is forgotten.
@Suite struct AreaStoreTests {
    private static let now = TerritoryFixture.now
    private static let day = now.addingTimeInterval(86_400)

    @Test func householdsAndPostsPassToAnOnlySuccessor() async throws {
        try await TerritoryFixture.run { pool in
            try await save([line("330604112221004", to: Self.day, ["330604112221003"])], pool)
            #expect(try await homes(of: 3, pool) == ["330604112221004 - +1", "330604112221003 +1 -"])
            #expect(try await posts(of: 2, pool) == ["330604112221004 - +1", "330604112221003 +1 -"])
            // What lay beside it lies beside its successor.
            #expect(try await neighbours(of: 7, pool) == [8, 9])
            #expect(try await pool.load(AreaEffects.unplaced(at: Self.day)).map(\.code) == ["330604112221001002"])
            // The same again changes nothing.
            try await save([line("330604112221004", to: Self.day, ["330604112221003"])], pool)
            #expect(try await homes(of: 3, pool).count == 2)
            #expect(try await posts(of: 2, pool).count == 2)
        }
    }

    @Test func withSeveralSuccessorsOrNoneHouseholdsStayAndPostsEnd() async throws {
        try await TerritoryFixture.run { pool in
            let ends = [
                line("330604112221004", to: Self.day, ["330604112221003", "330604112221005"]),
                line("330604112221003001", to: Self.day, []),
            ]
            let changes = AreaReform(try await pool.load(AreaStore.known()), ends.compactMap(\.self), at: Self.now)
                .changes(ends.compactMap(\.self))
            #expect(
                try await pool.load(AreaEffects.load(changes)).map {
                    "\($0.code) \($0.successors) \($0.households) \($0.posts)"
                }
                    == ["330604112221003001 0 1 0", "330604112221004 2 1 1"])
            try await save(ends, pool)
            #expect(try await homes(of: 3, pool) == ["330604112221004 - -"])
            #expect(try await posts(of: 2, pool) == ["330604112221004 - +1"])
            let left = try await pool.load(AreaEffects.unplaced(at: Self.day))
            #expect(
                left.map { "\($0.code) \($0.households)" } == [
                    "330604112221001002 1", "330604112221003001 1", "330604112221004 1",
                ])
        }
    }

    @Test func overTwoReformsAtOnceAndIntoOneThatWasOver() async throws {
        try await TerritoryFixture.run { pool in
            try await save(
                [
                    line("330604112221004", to: Self.day, ["330604112221003"]),
                    line("330604112221003", to: Self.day.addingTimeInterval(86_400), ["330604112221005"]),
                    line("330604112221003001", to: Self.day, []),
                ], pool)
            #expect(
                try await homes(of: 3, pool)
                    == ["330604112221004 - +1", "330604112221003 +1 +2", "330604112221005 +2 -"])
            // Somebody who was put there after its end never was.
            try await save([line("330604112221005", to: Self.now.addingTimeInterval(-1), [])], pool)
            _ = try await pool.query("UPDATE area SET successors = '{8}' WHERE id = 6")
            _ = try await pool.query(
                "INSERT INTO household_area (household_id, area_id, since) VALUES (2, 6, \(Self.now))")
            try await pool.transaction { try await AreaMoves.settle(in: $0) }
            #expect(try await homes(of: 2, pool).contains { $0.hasPrefix("330604112221004 +0") })
        }
    }

    @Test func aCodeIsUsedAgain() async throws {
        try await TerritoryFixture.run { pool in
            let new = Area(
                code: try #require(AreaCode("330604112221004")), name: "new", isDedicated: true, validFrom: Self.day)
            try await save([line("330604112221004", to: Self.day, ["330604112221004"]), new], pool)
            #expect(try await pool.load(AreaStore.codes(at: Self.day)).contains(new.code))
            #expect(try await homes(of: 3, pool) == ["330604112221004 - +1", "330604112221004 +1 -"])
            let known = try await pool.load(AreaStore.known()).filter { $0.code == new.code }
            #expect(known.map(\.successors).contains([new.code]))
            #expect(Set(known.map(\.id)).count == 2)
        }
    }

    // MARK: -

    private func line(_ code: String, to: Date, _ successors: [String]) -> Area? {
        AreaCode(code).map {
            Area(code: $0, name: "x", validTo: to, successors: successors.compactMap { AreaCode($0) })
        }
    }

    private func save(_ lines: [Area?], _ pool: PostgresPool) async throws {
        let lines = lines.compactMap(\.self)
        let reform = AreaReform(try await pool.load(AreaStore.known()), lines, at: Self.now)
        try await pool.transaction { transaction in
            _ = try await transaction.pipeline(AreaStore.save(reform.changes(lines)))
            try await AreaMoves.settle(in: transaction)
        }
    }

    /// `code since until`, in days from now.
    private func homes(of household: Int64, _ pool: PostgresPool) async throws -> [String] {
        try await periods(
            """
            SELECT a.code, nullif(h.since, '-infinity'), nullif(h.until, 'infinity')
            FROM household_area h JOIN area a ON a.id = h.area_id WHERE h.household_id = \(household) ORDER BY h.since
            """, pool)
    }

    private func posts(of officer: Int64, _ pool: PostgresPool) async throws -> [String] {
        try await periods(
            """
            SELECT a.code, nullif(p.since, '-infinity'), nullif(p.until, 'infinity')
            FROM post p JOIN area a ON a.id = p.area_id WHERE p.officer_id = \(officer) ORDER BY p.since
            """, pool)
    }

    private func periods(_ sql: SQL, _ pool: PostgresPool) async throws -> [String] {
        func day(_ date: Date?) -> String {
            date.map { "+\(Int(($0.timeIntervalSince(Self.now) / 86_400).rounded()))" } ?? "-"
        }
        return try await pool.query(sql).rows.map { row in
            "\(try row.decode(0, as: String.self)) \(day(try row.decode(1))) \(day(try row.decode(2)))"
        }
    }

    private func neighbours(of area: Int64, _ pool: PostgresPool) async throws -> [Int64] {
        try await pool.query("SELECT neighbour_id FROM area_neighbour WHERE area_id = \(area) ORDER BY 1").rows
            .map { try $0.decode(0) }
    }
}
