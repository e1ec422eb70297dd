import Postgres
import TestSupport
import Testing

@Suite("Connections and pipelines")
struct ConnectionTests {
    @Test func `a pipeline's error names its statement and leaves the connection usable`() async throws {
        try await withPool("CREATE TABLE t (id int8 CONSTRAINT t_key PRIMARY KEY)") { pool, _ in
            try await pool.withConnection { connection in
                let error = try await failure {
                    _ = try await connection.pipeline([
                        "INSERT INTO t VALUES (\(1))", "INSERT INTO t VALUES (\(2))", "INSERT INTO t VALUES (\(1))",
                        "SELECT count(*) FROM t",
                    ])
                }
                #expect(error.statementIndex == 2 && error.constraint == "t_key" && error.table == "t")
                #expect(error.isUniqueViolation && !error.isOutage && !error.isTransient)
                #expect(error.detail?.contains("(1)") == true && !error.description.contains("(1)"))
                let rows = try await connection.pipeline(["INSERT INTO t VALUES (\(3))", "SELECT id FROM t"])
                #expect(rows[0].affected == 1)
                #expect(try rows[1].rows.map { try $0.decode(0, as: Int.self) } == [3])
            }
        }
    }

    @Test func `a statement that cannot be prepared is not believed to be`() async throws {
        try await withPool { pool, _ in
            try await pool.withConnection { connection in
                for _ in 0..<2 {
                    let error = try await failure { _ = try await connection.pipeline(["SELECT 1", "SELECT nothing"]) }
                    #expect(error.sqlState == "42703" && error.statementIndex == 1)
                }
                try await connection.script("CREATE TABLE late (id int8)")
                _ = try await connection.pipeline(["SELECT 1", "SELECT * FROM late"])
            }
        }
    }

    @Test func `a statement outdated by a migration is prepared anew`() async throws {
        try await withPool("CREATE TABLE t (id int8)") { pool, settings in
            try await pool.withConnection { connection in
                _ = try await connection.query("SELECT * FROM t")
                try await connection.script("ALTER TABLE t ADD COLUMN name text")
                _ = try await connection.query("SELECT * FROM t")
                try await connection.script("DEALLOCATE ALL")
                _ = try await connection.query("SELECT * FROM t")
            }
            try await pool.transaction { _ = try await $0.query("SELECT * FROM t") }
            try await pool.withConnection { try await $0.script("ALTER TABLE t DROP COLUMN name") }
            try await pool.transaction { _ = try await $0.query("SELECT * FROM t") }
        }
    }

    @Test func `no more than five hundred statements stay prepared`() async throws {
        try await withPool { pool, _ in
            try await pool.withConnection { connection in
                for number in 0..<60 {
                    _ = try await connection.pipeline((0..<10).map { SQL(stringLiteral: "SELECT \(number * 10 + $0)") })
                }
                let kept = try await connection.query("SELECT count(*) FROM pg_prepared_statements")
                #expect(try kept.rows[0].decode(0, as: Int.self) <= 501)
            }
        }
    }

    @Test func `a script names the line of its mistake`() async throws {
        try await withPool { pool, _ in
            try await pool.withConnection { connection in
                let error = try await failure { try await connection.script("SELECT 1;\nSELECT 2;\nSELECT oops;") }
                #expect(error.message.contains("line 3"))
                try await connection.script("CREATE TABLE a (b text); INSERT INTO a VALUES ('it''s'); SELECT 1;")
                #expect(try await connection.query("SELECT b FROM a").rows[0].decode("b", as: String.self) == "it's")
            }
        }
    }

    @Test func `calls at the same time take turns`() async throws {
        let connection = try await PostgresConnection.connect(try DatabaseFixture.settings())
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await connection.query("SELECT \(number)").rows[0].decode(0, as: Int.self) == number
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        await connection.close()
        let error = try await failure { _ = try await connection.query("SELECT 1") }
        #expect(error.kind == .closed)
    }

    @Test func `hosts are tried in turn, and all that fail are named`() async throws {
        var settings = try DatabaseFixture.settings()
        settings.hosts.insert(PostgresHost(host: "127.0.0.1", port: 1), at: 0)
        await (try PostgresConnection.connect(settings)).close()
        settings.hosts[1].port = 2
        let error = try await failure { _ = try await PostgresConnection.connect(settings) }
        #expect(error.kind == .unreachable && error.isOutage)
        #expect(error.message.contains("127.0.0.1:1:") && error.message.contains("127.0.0.1:2:"))
    }

    @Test func `a wrong database is no outage`() async throws {
        var settings = try DatabaseFixture.settings()
        settings.database = "nowhere"
        let error = try await failure { _ = try await PostgresConnection.connect(settings) }
        #expect(error.kind == .server && error.sqlState == "3D000" && !error.isOutage)
    }

    @Test func `works behind a transaction pool`() async throws {
        try await withPool("CREATE TABLE t (id int8)") { _, settings in
            var settings = settings
            settings.behindTransactionPool = true
            let pool = PostgresPool(settings: settings)
            try await pool.transaction { transaction in
                _ = try await transaction.query("INSERT INTO t VALUES (\(1))")
                transaction.atCommit(["INSERT INTO t VALUES (\(2))"])
            }
            #expect(try await pool.query("SELECT * FROM t").rows.count == 2)
            let prepared = try await pool.query("SELECT * FROM pg_prepared_statements WHERE name <> ''")
            #expect(prepared.rows.isEmpty)
            await pool.close()
        }
    }

    @Test func `a slow statement is timed out by the server, and the connection lives`() async throws {
        var settings = try DatabaseFixture.settings()
        settings.answerTimeout = .milliseconds(100)
        let connection = try await PostgresConnection.connect(settings)
        let error = try await failure { _ = try await connection.query("SELECT pg_sleep(30)") }
        #expect(error.kind == .timedOut && error.sqlState == "57014")
        _ = try await connection.query("SELECT 1")
        await connection.close()
    }

    @Test func `a server that says nothing is given up`() async throws {
        var settings = try DatabaseFixture.settings()
        settings.behindTransactionPool = true  // so that the server knows no timeout of its own
        settings.answerTimeout = .milliseconds(100)
        let connection = try await PostgresConnection.connect(settings)
        let error = try await failure { _ = try await connection.query("SELECT pg_sleep(20)") }
        #expect(error.kind == .timedOut && error.isOutage)
        let later = try await failure { _ = try await connection.query("SELECT 1") }
        #expect(later.kind == .connectionLost)
        await connection.close()
    }

    @Test func `closing cuts a call short`() async throws {
        let connection = try await PostgresConnection.connect(try DatabaseFixture.settings())
        let pid = try await connection.query("SELECT pg_backend_pid()").rows[0].decode(0, as: Int.self)
        let asleep = Task { try await connection.query("SELECT pg_sleep(60)") }
        let other = try await PostgresConnection.connect(try DatabaseFixture.settings())
        try await eventually("the statement runs") {
            try await !other.query(
                "SELECT 1 FROM pg_stat_activity WHERE pid = \(pid) AND state = 'active'"
            ).rows.isEmpty
        }
        await connection.close()
        let error = try await failure { _ = try await asleep.value }
        #expect(error.kind == .closed)
        _ = try await other.query("SELECT pg_terminate_backend(\(Int32(pid)))")
        await other.close()
    }
}
