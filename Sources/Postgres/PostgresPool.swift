/// A few connections, opened when first needed, each given to one user at a time.
package final class PostgresPool: Sendable {
    private let settings: PostgresSettings
    private let state: PoolState

    /// A pool of at most `settings.poolSize` connections. Opens none yet.
    package init(settings: PostgresSettings) {
        self.settings = settings
        state = PoolState(size: settings.poolSize)
    }

    /// Runs `body` with a connection of its own, waiting for a free one; one that is broken or left in a transaction
    /// is thrown away afterwards. Throws what `body` throws, what connecting throws, or `CancellationError` while
    /// waiting.
    package func withConnection<T>(_ body: (PostgresConnection) async throws -> T) async throws -> T {
        let connection = try await take()
        do {
            let value = try await body(connection)
            await give(connection)
            return value
        } catch {
            await give(connection)
            throw error
        }
    }

    /// Runs one statement, committed by itself.
    package func query(_ sql: SQL) async throws -> PostgresResult {
        try await withConnection { try await $0.query(sql) }
    }

    /// Runs `body` and commits; rolls back if it throws, or if anything failed. On `.commitUnknown` the work may have
    /// been done: read back before doing it again.
    package func transaction<T>(_ body: (PostgresTransaction) async throws -> T) async throws -> T {
        try await withConnection { connection in
            let transaction = PostgresTransaction(connection)
            do {
                let value = try await body(transaction)
                try await transaction.commit()
                return value
            } catch {
                throw await transaction.rollBack(after: error)
            }
        }
    }

    /// Closes the idle connections now and the others when they come back.
    package func close() async {
        for connection in state.close() { await connection.close() }
    }

    /// A server that restarted has closed the idle ones: they are noticed here, not by the first statement.
    private func take() async throws -> PostgresConnection {
        guard case .use(let connection) = try await state.take() else { return try await open() }
        guard connection.health.hasUnexpectedInput else { return connection }
        await connection.close()
        return try await open()
    }

    private func open() async throws -> PostgresConnection {
        do throws(PostgresError) {
            return try await PostgresConnection.connect(settings)
        } catch {
            _ = state.give(nil)
            throw error
        }
    }

    private func give(_ connection: PostgresConnection) async {
        guard connection.health.isFit else {
            _ = state.give(nil)
            await connection.close()
            return
        }
        await state.give(connection)?.close()
    }
}
