import Postgres
import TestSupport
import Testing

@Suite("Pool and listener")
struct PoolTests {
    @Test func `two hundred tasks share four connections`() async throws {
        try await withPool("CREATE TABLE t (id int8 PRIMARY KEY, pid int8)") { pool, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 0..<200 {
                    group.addTask {
                        try await pool.transaction { transaction in
                            _ = try await transaction.query("SELECT 1")
                            transaction.atCommit(["INSERT INTO t VALUES (\(id), pg_backend_pid())"])
                        }
                    }
                }
                try await group.waitForAll()
            }
            let row = try await pool.query("SELECT count(*), count(DISTINCT pid) FROM t").rows[0]
            let (rows, connections) = try row.decode(Int.self, Int.self)
            #expect(rows == 200 && connections <= 4)
        }
    }

    @Test func `cancelled tasks leave no transaction behind`() async throws {
        try await withPool("CREATE TABLE t (id int8)", size: 2) { pool, _ in
            await withTaskGroup(of: Void.self) { group in
                for id in 0..<100 {
                    group.addTask {
                        try? await pool.transaction { transaction in
                            _ = try await transaction.query("INSERT INTO t VALUES (\(id))")
                            try Task.checkCancellation()
                            _ = try await transaction.query("SELECT pg_sleep(0.001)")
                        }
                    }
                }
                _ = await group.next()
                group.cancelAll()
            }
            for _ in 0..<4 {
                let open = try await pool.query("SELECT pg_current_xact_id_if_assigned() IS NULL")
                #expect(try open.rows[0].decode(0, as: Bool.self))
            }
        }
    }

    @Test func `connections that died while idle, or were left in a transaction, are not handed out`() async throws {
        try await withPool(size: 1) { pool, settings in
            let pid = try await pool.query("SELECT pg_backend_pid()").rows[0].decode(0, as: Int32.self)
            let other = try await PostgresConnection.connect(settings)
            _ = try await other.query("SELECT pg_terminate_backend(\(pid), 5000)")
            await other.close()
            _ = try await pool.query("SELECT 1")
            let left = try await pool.withConnection { try await $0.pipeline(["BEGIN", "SELECT pg_backend_pid()"])[1] }
            let next = try await pool.query("SELECT pg_backend_pid()")
            #expect(try left.rows[0].decode(0, as: Int.self) != next.rows[0].decode(0, as: Int.self))
        }
    }

    @Test func `a closed pool turns everybody away`() async throws {
        try await withPool { pool, _ in
            await pool.close()
            let error = try await failure { _ = try await pool.query("SELECT 1") }
            #expect(error.kind == .closed)
        }
    }

    @Test func `a listener hears, comes back after a loss, and then reports everything`() async throws {
        try await withPool { pool, settings in
            let channel = settings.searchPath ?? "hints"
            var named = settings
            named.applicationName = "ear of \(channel)"
            let listener = PostgresListener(settings: named, channels: [channel, "second"])
            #expect(await listener.next(timeout: .seconds(10)) == [channel, "second"])
            #expect(await listener.next(timeout: .milliseconds(20)) == [])
            async let heard = listener.next(timeout: .seconds(10))
            _ = try await pool.query("SELECT pg_notify(\(channel), '')")
            #expect(await heard == [channel])
            _ = try await pool.query(
                """
                SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                WHERE application_name = \(named.applicationName)
                """)
            #expect(await listener.next(timeout: .seconds(10)) == [channel, "second"])
            await listener.close()
            #expect(await listener.next(timeout: .seconds(10)) == [])
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a cancelled or closed listener returns at once`() async throws {
        let listener = PostgresListener(settings: try DatabaseFixture.settings(), channels: ["quiet"])
        _ = await listener.next(timeout: .seconds(10))
        let cancelled = Task { await listener.next(timeout: .seconds(600)) }
        cancelled.cancel()
        #expect(await cancelled.value == [])
        let closed = Task { await listener.next(timeout: .seconds(600)) }
        await listener.close()
        #expect(await closed.value == [])
    }

    @Test func `pipelined inserts of five hundred rows`() async throws {
        let tables = (0..<4).map { "CREATE TABLE t\($0) (id int8 PRIMARY KEY, key bytea, body jsonb, name text);" }
        try await withPool(tables.joined()) { pool, _ in
            let batches = 20
            let start = ContinuousClock.now
            for batch in 0..<batches {
                let ids = Array(batch * 500..<batch * 500 + 500)
                let keys = ids.map { [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: 16) }
                let bodies = ids.map { JSONText("{\"id\":\($0)}") }
                let names = ids.map { $0 % 3 == 0 ? nil : "incident \($0)" }
                try await pool.transaction { transaction in
                    _ = try await transaction.query("SELECT id FROM t0 WHERE id = ANY(\(ids))")
                    transaction.atCommit(
                        (0..<4).map { table -> SQL in
                            """
                            INSERT INTO \(identifier: "t\(table)")
                            SELECT * FROM unnest(\(ids), \(keys), \(bodies), \(names))
                            """
                        })
                }
            }
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            print("unnest: \(Int(Double(batches * 500) / seconds)) events/s of four inserts each")
            #expect(try await pool.query("SELECT count(*) FROM t3").rows[0].decode(0, as: Int.self) == batches * 500)
        }
    }
}
