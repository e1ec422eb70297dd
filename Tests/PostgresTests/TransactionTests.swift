import Postgres
import TestSupport
import Testing

@Suite("Transactions")
struct TransactionTests {
    private static let table = """
        CREATE TABLE t (id int8 CONSTRAINT t_key PRIMARY KEY);
        CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
        """

    private func ids(_ pool: PostgresPool) async throws -> [Int] {
        try await pool.query("SELECT id FROM t ORDER BY id").rows.map { row throws(PostgresError) in try row.decode(0) }
    }

    private func deferred(_ function: StaticString) -> SQL {
        """
        CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION \(raw: function)()
        """
    }

    @Test func `loads, saves and commits`() async throws {
        try await withPool(Self.table) { pool, _ in
            let answer = try await pool.transaction { transaction in
                let results = try await transaction.pipeline(["SELECT \(20)", "INSERT INTO t VALUES (\(1))"])
                transaction.atCommit(["INSERT INTO t VALUES (\(2))"])
                transaction.atCommit(["INSERT INTO t VALUES (\(3))"])
                return try results[0].rows[0].decode(0, as: Int.self)
            }
            #expect(answer == 20)
            try await pool.transaction { $0.atCommit(["INSERT INTO t VALUES (\(4))"]) }
            try await pool.transaction { _ in }
            #expect(try await ids(pool) == [1, 2, 3, 4])
        }
    }

    @Test func `what the body throws rolls back`() async throws {
        struct Refused: Error {}
        try await withPool(Self.table, size: 1) { pool, _ in
            await #expect(throws: Refused.self) {
                try await pool.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO t VALUES (\(1))")
                    throw Refused()
                }
            }
            let left = try await ids(pool)
            #expect(left == [])
        }
    }

    @Test func `an error among the saves rolls back and is named`() async throws {
        try await withPool(Self.table, size: 1) { pool, _ in
            let error = try await failure {
                try await pool.transaction { $0.atCommit(["INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)"]) }
            }
            #expect(error.constraint == "t_key" && error.statementIndex == 1)
            #expect(try await ids(pool) == [])
        }
    }

    @Test func `an error that the body swallows is not a commit`() async throws {
        try await withPool(Self.table, size: 1) { pool, _ in
            let error = try await failure {
                try await pool.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO t VALUES (\(1))")
                    _ = try? await transaction.query("SELECT 1 / \(0)")
                }
            }
            #expect(error.sqlState == "22012")
            let byHand = try await failure {
                try await pool.withConnection { connection in
                    _ = try await connection.query("BEGIN")
                    _ = try? await connection.query("SELECT 1 / 0")
                    _ = try await connection.query("COMMIT")
                }
            }
            #expect(byHand.sqlState == "25P02" && byHand.kind == .server)
            #expect(try await ids(pool) == [])
        }
    }

    @Test func `a refusal at COMMIT is a refusal`() async throws {
        try await withPool(Self.table, size: 1) { pool, _ in
            _ = try await pool.query(deferred("refuse"))
            let error = try await failure { try await pool.transaction { $0.atCommit(["INSERT INTO t VALUES (1)"]) } }
            #expect(error.kind == .server && error.sqlState == "P0001")
            #expect(try await ids(pool) == [])
        }
    }

    @Test func `a connection lost within a transaction is replaced`() async throws {
        try await withPool(Self.table, size: 1) { pool, _ in
            let error = try await failure {
                try await pool.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO t VALUES (1)")
                    _ = try await transaction.query("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(error.kind == .connectionLost && error.isOutage && error.sqlState == "57P01")
            #expect(try await ids(pool) == [])
        }
    }

    @Test func `a session ended by a save, before its COMMIT, is not unknown`() async throws {
        try await withPool(Self.table, size: 1) { pool, _ in
            let error = try await failure {
                try await pool.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO t VALUES (1)")
                    transaction.atCommit(["SELECT pg_terminate_backend(pg_backend_pid())"])
                }
            }
            #expect(error.kind == .connectionLost)
            #expect(try await ids(pool) == [])
        }
    }

    @Test func `a session ended during COMMIT is unknown`() async throws {
        try await withPool(Self.table, size: 1) { pool, _ in
            _ = try await pool.query(deferred("die"))
            let error = try await failure { try await pool.transaction { $0.atCommit(["INSERT INTO t VALUES (1)"]) } }
            #expect(error.kind == .commitUnknown && error.isOutage && error.sqlState == "57P01", "\(error)")
            #expect(try await ids(pool) == [])
        }
    }

    @Test func `a COMMIT that was granted and not heard of is unknown`() async throws {
        try await withPool(Self.table) { pool, settings in
            let proxy = try CuttingProxy(upstreamPort: settings.hosts[0].port)
            var proxied = settings
            proxied.hosts = [PostgresHost(host: "127.0.0.1", port: proxy.port)]
            let far = PostgresPool(settings: proxied)
            let error = try await failure {
                try await far.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO t VALUES (1)")
                    transaction.atCommit(["INSERT INTO t VALUES (2)", "SELECT 3"])
                    proxy.cutNextAnswer()
                }
            }
            #expect(error.kind == .commitUnknown)
            #expect(try await ids(pool) == [1, 2])
            #expect(try await ids(far) == [1, 2])
            await far.close()
            proxy.close()
        }
    }

    @Test func `a deadlock is transient`() async throws {
        try await withPool(Self.table + "INSERT INTO t VALUES (1), (2);") { pool, _ in
            let gate = Gate(2)
            let errors = await withTaskGroup(of: PostgresError?.self) { group in
                for (first, second) in [(1, 2), (2, 1)] {
                    group.addTask {
                        do {
                            try await pool.transaction { transaction in
                                _ = try await transaction.query("SELECT 1 FROM t WHERE id = \(first) FOR UPDATE")
                                await gate.arrive()
                                _ = try await transaction.query("SELECT 1 FROM t WHERE id = \(second) FOR UPDATE")
                            }
                            return nil
                        } catch {
                            return error as? PostgresError
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let failed = errors.compactMap { $0 }
            #expect(failed.count == 1 && failed.first?.isTransient == true && failed.first?.sqlState == "40P01")
        }
    }
}

/// Lets all go on once all have arrived.
actor Gate {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) {
        missing = count
    }

    func arrive() async {
        missing -= 1
        guard missing > 0 else {
            for waiter in waiting { waiter.resume() }
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}
