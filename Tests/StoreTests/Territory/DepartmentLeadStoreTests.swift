import Domain
import Foundation
import Postgres
import Store
import Testing

/// Which department leads a category where, as tables say and reforms leave it.
@Suite struct DepartmentLeadStoreTests {
    @Test func theNearestAlsoAfterAReform() async throws {
        try await TerritoryFixture.run { pool in
            try await save(
                [
                    try department("all", nil, [.gas, .fire]), try department("town", "330604112", [.gas]),
                    try department("merged", "330604112221002", [.gas]), try department("idle", nil, []),
                ], pool)
            #expect(try await lead(.gas, "330604112221004", pool) == "town")
            #expect(try await lead(.fire, "330604112221004", pool) == "all")
            #expect(try await lead(.gas, "330604112221005", pool) == "merged", "it has that grid's place")
            #expect(try await lead(.gas, "330604112221002", pool) == "merged", "filed before")
            #expect(try await lead(.care, "330604112221005", pool) == nil)
        }
    }

    @Test func whatIsSaidLaterCounts() async throws {
        try await TerritoryFixture.run { pool in
            for _ in 0..<2 { try await save([try department("a", nil, [.gas, .fire])], pool) }
            try await save([try department("a", "330604112", [.gas])], pool)
            #expect(try await lead(.fire, "330604112221004", pool) == nil)
            #expect(try await lead(.gas, "330604112221004", pool) == "a")
            #expect(try await lead(.gas, "330604", pool) == nil, "it leads in its area alone")
            try await save([try department("b", "330604112", [.gas])], pool)
            #expect(try await lead(.gas, "330604112221004", pool) == "b")
            let known = try await pool.load(DepartmentStore.all())
            #expect(known["a"]?.leads == [] && known["b"]?.leads == [.gas])
        }
    }

    private func save(_ departments: [Department], _ pool: PostgresPool) async throws {
        try await pool.transaction {
            $0.atCommit(TerritoryImport.Chunk.departments(departments).statements(at: TerritoryFixture.now))
        }
    }

    private func department(_ name: String, _ area: String?, _ leads: [Domain.Category]) throws -> Department {
        Department(
            name: name, title: name, phone: try #require(PhoneNumber("96100")), area: area.flatMap { AreaCode($0) },
            leads: leads)
    }

    private func lead(_ category: Domain.Category, _ place: String, _ pool: PostgresPool) async throws -> String? {
        let code = try #require(AreaCode(place))
        return try await pool.load(DepartmentLeadStore.load(for: [code], at: TerritoryFixture.now))
            .lead(of: category, at: code)
    }
}
