/// What one statement gave.
package struct PostgresResult: Sendable {
    private let handle: ResultHandle

    init(_ handle: ResultHandle) {
        self.handle = handle
    }

    /// The rows; a row keeps the whole result alive.
    package var rows: PostgresRows { PostgresRows(handle: handle) }

    /// How many rows were inserted, updated, deleted or selected.
    package var affected: Int { handle.affected }

    var commandTag: String { handle.commandTag }
}

/// The rows of a result, read in place.
package struct PostgresRows: RandomAccessCollection, Sendable {
    fileprivate let handle: ResultHandle

    package var startIndex: Int { 0 }
    package var endIndex: Int { handle.rowCount }

    package subscript(position: Int) -> PostgresRow {
        precondition(indices.contains(position), "row \(position) of \(count)")
        return PostgresRow(handle: handle, row: position)
    }
}

/// One row, decoded column by column on demand.
package struct PostgresRow: Sendable {
    fileprivate let handle: ResultHandle
    fileprivate let row: Int

    /// The value of a column, counted from 0. Throws `.decoding` when it is not there or does not fit.
    package func decode<T: PostgresDecodable>(_ column: Int, as: T.Type = T.self) throws(PostgresError) -> T {
        guard (0..<handle.columnCount).contains(column) else {
            throw PostgresError(.decoding, "column \(column) of \(handle.columnCount)")
        }
        do throws(PostgresError) {
            return try withExtendedLifetime(handle) { handle throws(PostgresError) in
                try T.decode(handle.cell(row: row, column: column))
            }
        } catch {
            throw PostgresError(.decoding, "column \(handle.columnName(column)): \(error.message)")
        }
    }

    /// The value of a column by its exact name.
    package func decode<T: PostgresDecodable>(_ column: String, as: T.Type = T.self) throws(PostgresError) -> T {
        guard let index = handle.column(named: column) else {
            throw PostgresError(.decoding, "no column \(column)")
        }
        return try decode(index)
    }

    /// The first columns, in order: `let (id, name) = try row.decode(Int.self, String.self)`.
    package func decode<each T: PostgresDecodable>(
        _ types: repeat (each T).Type
    ) throws(PostgresError) -> (repeat each T) {
        var column = -1
        func next<V: PostgresDecodable>(_: V.Type) throws(PostgresError) -> V {
            column += 1
            return try decode(column)
        }
        return (repeat try next(each types))
    }
}
