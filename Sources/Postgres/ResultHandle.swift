import CPostgres

/// Owns a `PGresult`.
///
/// `@unchecked Sendable` because the result is never changed after libpq hands it over, and libpq allows several
/// threads to read one (manual, 34.20).
@safe final class ResultHandle: @unchecked Sendable {
    private let result: OpaquePointer
    let rowCount: Int
    let columnCount: Int

    init(_ result: OpaquePointer) {
        unsafe self.result = result
        rowCount = Int(unsafe PQntuples(result))
        columnCount = Int(unsafe PQnfields(result))
    }

    deinit {
        unsafe PQclear(result)
    }

    var status: ExecStatusType { unsafe PQresultStatus(result) }

    /// What the command did, e.g. `INSERT 0 5`, `COMMIT`, or `ROLLBACK` when a COMMIT was not granted.
    var commandTag: String {
        unsafe PQcmdStatus(result).map { unsafe String(cString: $0) } ?? ""
    }

    /// Rows inserted, updated, deleted or selected.
    var affected: Int {
        Int(unsafe PQcmdTuples(result).map { unsafe String(cString: $0) } ?? "") ?? 0
    }

    /// Rows and columns were checked by the caller. libpq's pointers live as long as this object.
    func cell(row: Int, column: Int) -> PostgresCell {
        let row = Int32(row)
        let column = Int32(column)
        let type = PostgresType(oid: unsafe PQftype(result, column))
        guard unsafe PQgetisnull(result, row, column) == 0, let start = unsafe PQgetvalue(result, row, column) else {
            return unsafe PostgresCell(type: type, bytes: nil)
        }
        let length = Int(unsafe PQgetlength(result, row, column))
        return unsafe PostgresCell(type: type, bytes: UnsafeRawBufferPointer(start: start, count: length))
    }

    func columnName(_ column: Int) -> String {
        unsafe PQfname(result, Int32(column)).map { unsafe String(cString: $0) } ?? ""
    }

    /// Exact, unlike `PQfnumber`, which folds case.
    func column(named name: String) -> Int? {
        (0..<columnCount).first { columnName($0) == name }
    }

    /// A field of the server's error report, by its letter (manual, 55.8).
    func diagnostic(_ field: Unicode.Scalar) -> String? {
        unsafe PQresultErrorField(result, Int32(field.value)).map { unsafe String(cString: $0) }
    }

    var errorMessage: String {
        unsafe PQresultErrorMessage(result).map { unsafe String(cString: $0) } ?? ""
    }
}
