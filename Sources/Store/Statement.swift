package import Postgres

/// A statement together with how its rows are read: what the store hands to a transaction that pipelines several.
package struct Statement<Output: Sendable>: Sendable {
    package let sql: SQL
    package let read: @Sendable (PostgresResult) throws -> Output

    package init(_ sql: SQL, read: @escaping @Sendable (PostgresResult) throws -> Output) {
        self.sql = sql
        self.read = read
    }
}

extension PostgresTransaction {
    /// Runs the statements in one round trip and reads each.
    package func load<each Output: Sendable>(
        _ statements: repeat Statement<each Output>
    ) async throws -> (repeat each Output) {
        var texts: [SQL] = []
        for statement in repeat each statements { texts.append(statement.sql) }
        var results = try await pipeline(texts).makeIterator()
        func next<T: Sendable>(_ statement: Statement<T>) throws -> T {
            guard let result = results.next() else { throw StoreError.missingResult }
            return try statement.read(result)
        }
        return (repeat try next(each statements))
    }
}

extension PostgresPool {
    /// Runs one statement outside any transaction of the caller's.
    package func load<Output: Sendable>(_ statement: Statement<Output>) async throws -> Output {
        try statement.read(try await query(statement.sql))
    }
}
