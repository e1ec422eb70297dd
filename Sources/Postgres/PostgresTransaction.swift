/// One unit of work: two round trips, BEGIN with what is loaded first, and what is saved last with COMMIT.
/// Used by one task.
package final class PostgresTransaction {
    private let connection: PostgresConnection
    private var hasBegun = false
    private var saves: [SQL] = []
    private var failure: PostgresError?

    init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    /// Runs one statement within the transaction.
    package func query(_ sql: SQL) async throws -> PostgresResult {
        try await pipeline([sql])[0]
    }

    /// Runs statements in one round trip; the first call brings BEGIN along. After an error the transaction can only
    /// be rolled back, also if the error is caught.
    package func pipeline(_ statements: [SQL]) async throws -> [PostgresResult] {
        guard !statements.isEmpty else { return [] }
        return try await run(statements)
    }

    /// Puts statements aside, to be sent with COMMIT in one round trip when the body returns, in this order.
    package func atCommit(_ statements: [SQL]) {
        saves += statements
    }

    /// Sends what was put aside, and COMMIT. Nothing at all, if there was nothing to do.
    func commit() async throws(PostgresError) {
        if let failure { throw failure }
        guard hasBegun || !saves.isEmpty else { return }
        _ = try await run(saves + ["COMMIT"])
    }

    /// Rolls back what is open; gives back the error to throw, which is the first one.
    func rollBack(after error: any Error) async -> any Error {
        guard hasBegun, await connection.isInTransaction else { return error }
        do throws(PostgresError) {
            _ = try await connection.query("ROLLBACK")
            return error
        } catch let second {
            // The pool throws the connection away, and the server rolls back.
            return (error as? PostgresError)?.noting("and ROLLBACK failed: \(second.message)") ?? error
        }
    }

    private func run(_ statements: [SQL]) async throws(PostgresError) -> [PostgresResult] {
        let added = hasBegun ? 0 : 1
        hasBegun = true
        do throws(PostgresError) {
            let results = try await connection.pipeline(added == 1 ? ["BEGIN"] + statements : statements)
            return Array(results.dropFirst(added))
        } catch {
            failure = failure ?? error.movingIndex(by: -added, within: statements.count)
            throw error.movingIndex(by: -added, within: statements.count)
        }
    }
}

extension PostgresError {
    /// The index counts the caller's statements; our own BEGIN has none.
    fileprivate func movingIndex(by offset: Int, within count: Int) -> PostgresError {
        var moved = self
        moved.statementIndex = statementIndex.map { $0 + offset }.flatMap { (0..<count).contains($0) ? $0 : nil }
        return moved
    }
}
