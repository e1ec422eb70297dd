import Domain
import Foundation
import Testing

/// What a table of areas makes of those that there are.
@Suite struct AreaReformTests {
    private static let now = Date(timeIntervalSince1970: 1_772_416_800)
    private static let day = now.addingTimeInterval(30 * 86_400)
    private static let before = now.addingTimeInterval(-30 * 86_400)

    /// A village of two grids, and one that ended.
    private static let known: [KnownArea] = [
        known(1, "330604"), known(2, "330604112"), known(3, "330604112221"), known(4, "330604112221001"),
        known(5, "330604112221002"), known(6, "330604112221003", to: before, successors: ["330604112221002"]),
    ].compactMap(\.self)

    @Test func aSplitGrid() throws {
        let table = try [
            line("330604112221001", to: Self.day, ["330604112221001", "330604112221004"]),
            line("330604112221001", from: Self.day), line("330604112221004", from: Self.day),
        ]
        let reform = AreaReform(Self.known, table, at: Self.now)
        #expect(table.map(reform.problem(of:)) == [nil, nil, nil])
        let changes = reform.changes(table)
        #expect(changes.map { $0.known?.id } == [4, nil, nil])
        #expect(changes.map(\.isEnding) == [true, false, false])
    }

    @Test func theSameTableAgainMeansTheSame() throws {
        let table = try [
            line("330604112221001", to: Self.day, ["330604112221001"]), line("330604112221001", from: Self.day),
        ]
        let saved =
            Self.known.filter { $0.id != 4 }
            + [
                Self.known(4, "330604112221001", to: Self.day, successors: ["330604112221001"]),
                Self.known(7, "330604112221001", from: Self.day),
            ].compactMap(\.self)
        let reform = AreaReform(saved, table, at: Self.now)
        #expect(table.map(reform.problem(of:)) == [nil, nil])
        #expect(reform.changes(table).map { $0.known?.id } == [4, 7])
        #expect(reform.changes(table).allSatisfy { !$0.isEnding })
        // The next table without dates means the one that is there, whose end stays.
        #expect(AreaReform(saved, [], at: Self.now).changes([try line("330604112221001")]).map { $0.known?.id } == [4])
        #expect(AreaReform(saved, [], at: Self.day).changes([try line("330604112221001")]).map { $0.known?.id } == [7])
    }

    @Test(
        arguments: [
            ("330604112221001", nil, day, ["330604112221009"], AreaProblem.Field.successors, "no grid 330604112221009"),
            ("330604112221001", nil, day, ["330604112221003"], .successors, "no grid 330604112221003"),
            ("330604112221001", nil, day, ["330604112221001"], .successors, "no grid 330604112221001"),
            ("330604112221", nil, day, [], .validTo, "330604112221001 below it does not end"),
            ("330604112221003", nil, nil, [], .code, "has ended"),
            ("330604112221003", nil, day, [], .validTo, "another end already"),
            ("330604112221003", nil, before, ["330604112221001"], .successors, "330604112221002 already"),
            ("330604112221001", day, nil, [], .validFrom, "another area has this code"),
            ("330604112222001", nil, nil, [], .code, "no village 330604112222"),
        ] as [(String, Date?, Date?, [String], AreaProblem.Field, String)])
    func problems(
        code: String, from: Date?, to: Date?, successors: [String], field: AreaProblem.Field, reason: String
    ) throws {
        let area = try line(code, from: from, to: to, successors)
        let problem = try #require(AreaReform(Self.known, [area], at: Self.now).problem(of: area))
        #expect(problem.field == field)
        #expect(problem.reason.contains(reason), "\(problem.reason)")
    }

    @Test func anEndThatWasToldStays() throws {
        let planned =
            Self.known.filter { $0.id != 5 } + [Self.known(5, "330604112221002", to: Self.day)].compactMap(\.self)
        let later = try line("330604112221002", to: Self.day.addingTimeInterval(1))
        let problem = AreaReform(planned, [later], at: Self.now).problem(of: later)
        #expect(problem?.reason.contains("is not changed") == true)
        // Who has its place may be told later, once.
        let named = try line("330604112221002", to: Self.day, ["330604112221001"])
        let reform = AreaReform(planned, [named], at: Self.now)
        #expect(reform.problem(of: named) == nil)
        #expect(reform.changes([named]).map(\.isEnding) == [true])
    }

    @Test func whatIsBelowEndsToo() throws {
        let table = try [
            line("330604112221", to: Self.day, ["330604112222"]), line("330604112222", from: Self.day),
            line("330604112221001", to: Self.day), line("330604112221002", to: Self.day),
            line("330604112222001", from: Self.day), line("330604112222002"),
        ]
        let reform = AreaReform(Self.known, table, at: Self.now)
        #expect(table.prefix(5).compactMap(reform.problem(of:)).isEmpty)
        #expect(reform.problem(of: table[5])?.field == .validFrom, "it would be there before its village")
        let late = try line("330604112221005")
        let problem = AreaReform(Self.known, table + [late], at: Self.now).problem(of: late)
        #expect(problem?.reason.contains("end it too") == true)
    }

    @Test func neighboursMustBeThereAtSomeTimeTogether() throws {
        let area = Area(
            code: try #require(AreaCode("330604112221004")), name: "x",
            neighbours: try ["330604112221001", "330604112221003"].map { try #require(AreaCode($0)) },
            validFrom: Self.now)
        let problem = AreaReform(Self.known, [area], at: Self.now).problem(of: area)
        #expect(problem?.reason == "there is no grid 330604112221003")
    }

    private func line(
        _ code: String, from: Date? = nil, to: Date? = nil, _ successors: [String] = []
    ) throws -> Area {
        Area(
            code: try #require(AreaCode(code)), name: "x", validFrom: from, validTo: to,
            successors: successors.compactMap { AreaCode($0) })
    }

    private static func known(
        _ id: Int64, _ code: String, from: Date = .distantPast, to: Date = .distantFuture, successors: [String] = []
    ) -> KnownArea? {
        AreaCode(code).map {
            KnownArea(id: id, code: $0, from: from, to: to, successors: successors.compactMap { AreaCode($0) })
        }
    }
}
