import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// The schema from nothing, from every earlier version, and by several at once.
@Suite struct MigrationTests {
    @Test func everyFileIsAppliedInOrder() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Store/Migrations").standardized
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".sql") }
        let known = Migrations.all.map { String(format: "V%04d_%@.sql", $0.version, $0.name) }
        #expect(files.sorted() == known)
        #expect(Migrations.all.map(\.version) == Array(1...Migrations.needed))
    }

    @Test func fromNothingAndAgain() async throws {
        try await withConnection { connection, schema in
            #expect(try await Migrations.version(connection) == 0)
            await #expect(throws: StoreError.schema(found: 0, needed: Migrations.needed)) {
                try await Migrations.check(connection)
            }
            #expect(try await Migrations.apply(connection, schema: schema) == Array(1...Migrations.needed))
            #expect(try await Migrations.apply(connection, schema: schema).isEmpty)
            try await Migrations.check(connection)
        }
    }

    @Test(arguments: 1...Migrations.needed) func fromEveryEarlierVersion(_ version: Int) async throws {
        try await withConnection { connection, schema in
            _ = try await Migrations.apply(connection, schema: schema, upTo: version)
            #expect(try await Migrations.version(connection) == version)
            let applied = try await Migrations.apply(connection, schema: schema)
            #expect(applied == Migrations.all.map(\.version).filter { $0 > version })
        }
    }

    @Test func severalAtOnceApplyOnce() async throws {
        try await DatabaseFixture.withSchema { settings in
            let schema = try #require(settings.searchPath)
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let connection = try await PostgresConnection.connect(settings)
                        let applied = try await Migrations.apply(connection, schema: schema)
                        await connection.close()
                        return applied.count
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(counts.sorted() == [0, 0, 0, Migrations.needed])
        }
    }

    @Test func aNewerSchemaIsRefused() async throws {
        try await withConnection { connection, schema in
            _ = try await Migrations.apply(connection, schema: schema)
            _ = try await connection.query("INSERT INTO schema_version VALUES (999, 'later', clock_timestamp())")
            await #expect(throws: StoreError.schema(found: 999, needed: Migrations.needed)) {
                try await Migrations.apply(connection, schema: schema)
            }
            await #expect(throws: StoreError.schema(found: 999, needed: Migrations.needed)) {
                try await Migrations.check(connection)
            }
        }
    }

    @Test func aClockCountsFromItsFirstUse() async throws {
        try await DatabaseFixture.withSchema { settings in
            let pool = PostgresPool(settings: settings)
            _ = try await pool.withConnection {
                try await Migrations.apply($0, schema: try #require(settings.searchPath))
            }
            let first = try await pool.load(ClockStore.anchor(setting: "a"))
            let second = try await pool.load(ClockStore.anchor(setting: "a"))
            let other = try await pool.load(ClockStore.anchor(setting: "b"))
            #expect(first.anchor == second.anchor)
            #expect(first.now <= second.now)
            #expect(other.anchor > first.anchor)
            await pool.close()
        }
    }

    private func withConnection(_ body: (PostgresConnection, String) async throws -> Void) async throws {
        try await DatabaseFixture.withSchema { settings in
            let connection = try await PostgresConnection.connect(settings)
            try await body(connection, try #require(settings.searchPath))
            await connection.close()
        }
    }
}
