import Domain
import Foundation
import Postgres
import Store
import Testing

/// Who is asked about an incident, also when the grid under which it was filed is no more.
@Suite struct RosterStoreTests {
    @Test func allWhoArePostedWhereTheSuccessorsAre() async throws {
        try await TerritoryFixture.run { pool in
            let split = try #require(AreaCode("330604112221001"))
            let roster = try await load(["330604112221001001"], pool)
            #expect(roster.all(.gridOfficer, in: split).map(\.officer) == [1, 2])
            #expect(roster.all(.villageDuty, in: split.at(.village)).map(\.officer) == [4])
            // The grids beside both, and not one of them beside the other.
            #expect(roster.standIns(for: split).map(\.officer) == [3])
        }
    }

    @Test func aGridThatIsThereHasItsOwn() async throws {
        try await TerritoryFixture.run { pool in
            let grid = try #require(AreaCode("330604112221004"))
            let roster = try await load(["330604112221004"], pool)
            #expect(roster.all(.gridOfficer, in: grid).map(\.officer) == [2])
            #expect(roster.standIns(for: grid).map(\.officer) == [1, 3])
        }
    }

    @Test func overTwoReforms() async throws {
        try await TerritoryFixture.run { pool in
            _ = try await pool.query("UPDATE area SET valid_to = '2026-03-02', successors = '{8}' WHERE id = 9")
            let old = try #require(AreaCode("330604112221002"))
            #expect(try await load([old.digits], pool).all(.gridOfficer, in: old).map(\.officer) == [2])
        }
    }

    @Test func hoursOfTheirOwn() async throws {
        try await TerritoryFixture.run { pool in
            let written =
                "UPDATE officer SET hours = CASE id WHEN 2 THEN '1-5 08:00-12:00' ELSE 'mornings' END WHERE id < 3"
            _ = try await pool.query("\(raw: SQL(stringLiteral: written))")
            let roster = try await load(["330604112221003", "330604112221004"], pool)
            #expect(roster.officer(2)?.hours == (try DutyHours("1-5 08:00-12:00")))
            #expect(roster.officer(1) != nil && roster.officer(1)?.hours == nil, "what nobody can read is not his")
        }
    }

    @Test func townshipsThatAreThere() async throws {
        try await TerritoryFixture.run { pool in
            _ = try await pool.query(
                "INSERT INTO area (id, code, level, name, valid_to) VALUES (20, '330604111', 'township', 'x', '2026-01-01')"
            )
            let found = try await pool.load(RosterStore.townships(at: TerritoryFixture.now))
            #expect(found.map(\.digits) == ["330604112"])
        }
    }

    private func load(_ codes: [String], _ pool: PostgresPool) async throws -> Roster {
        try await pool.load(
            RosterStore.load(codes: codes.compactMap { AreaCode($0) }, officers: [], at: TerritoryFixture.now))
    }
}
