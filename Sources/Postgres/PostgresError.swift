/// What went wrong between here and the database.
package struct PostgresError: Error, Sendable {
    /// Who failed, and so what a caller may do.
    package enum Kind: Sendable, Hashable {
        /// No connection could be made.
        case unreachable
        /// The connection broke; no COMMIT was outstanding. Outside a transaction the effect is unknown.
        case connectionLost
        /// The connection broke while a COMMIT was outstanding: read back whether it happened.
        case commitUnknown
        /// The server refused, and said why.
        case server
        /// A value could not be written as, or read from, its Postgres type.
        case decoding
        /// Not in time: waiting for an answer, or the server's own statement timeout.
        case timedOut
        /// The pool or connection had been closed by its owner.
        case closed
    }

    /// Who failed.
    package var kind: Kind
    /// The server's five characters, where it gave any.
    package var sqlState: String?
    /// One sentence, without the values of rows.
    package var message: String
    /// The server's detail. It quotes rows, so it may hold personal data: never log it.
    package var detail: String?
    /// The violated constraint.
    package var constraint: String?
    /// The table the server names.
    package var table: String?
    /// Which of the statements passed to the failing call.
    package var statementIndex: Int?

    /// An error with a kind and a sentence; the rest is set where known.
    package init(_ kind: Kind, _ message: String, sqlState: String? = nil) {
        self.kind = kind
        self.message = message
        self.sqlState = sqlState
    }
}

extension PostgresError {
    /// The database is away or full, not the work wrong: wait, probe and do it again, charging no attempt.
    package var isOutage: Bool {
        switch kind {
        case .unreachable, .connectionLost, .commitUnknown, .closed: true
        case .timedOut: sqlState == nil
        case .decoding: false
        case .server: sqlState.map(Self.isOutage(sqlState:)) ?? false
        }
    }

    /// Lost a race with another transaction, or used a plan that a migration outdated: run the transaction again.
    package var isTransient: Bool {
        switch sqlState {
        case "40001", "40P01", "55P03": true
        default: isStalePlan || isOvertakenByPartition
        }
    }

    /// A unique constraint refused; ``constraint`` names it.
    package var isUniqueViolation: Bool { sqlState == "23505" }

    /// A prepared statement that the server no longer has, or that a schema change outdated.
    var isStalePlan: Bool {
        sqlState == "26000" || (sqlState == "0A000" && message.contains("cached plan must not change result type"))
    }

    /// While the row waited for the DEFAULT partition's lock, its own partition was attached: the next try finds it.
    /// (A CHECK constraint that refuses a row is named; a partition's bounds have no name.)
    private var isOvertakenByPartition: Bool { sqlState == "23514" && constraint == nil }

    /// 08: connection; 57P01–57P03: shut down or starting up; 53: too many connections, disk or memory full;
    /// 25006: a standby; 58030: the disk fails.
    static func isOutage(sqlState: String) -> Bool {
        sqlState.hasPrefix("08") || sqlState.hasPrefix("53")
            || ["57P01", "57P02", "57P03", "25006", "58030"].contains(sqlState)
    }

    /// The same error, with what went wrong while cleaning up after it.
    func noting(_ note: String) -> PostgresError {
        var noted = self
        noted.message += " (\(note))"
        return noted
    }
}

extension PostgresError: CustomStringConvertible {
    package var description: String {
        var text = "\(kind): \(message)"
        if let sqlState { text += " [\(sqlState)]" }
        if let constraint { text += ", constraint \(constraint)" }
        if let table { text += ", table \(table)" }
        if let statementIndex { text += ", statement \(statementIndex)" }
        return text
    }
}
