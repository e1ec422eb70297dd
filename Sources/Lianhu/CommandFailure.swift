import AMQP
import Fleet
import Postgres
import Store

/// An error as a person reads it: what, where, what to do; and how the program ends.
struct CommandFailure: Error, CustomStringConvertible {
    let code: ExitCode
    let description: String

    init(_ code: ExitCode, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Gives errors of the layers below their exit code and, where they lack it, what to do.
    init(explaining error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as AMQPError: self.init(.unreachable, "\(error)")
        case let error as PostgresError where error.sqlState == "42P01":
            self.init(.defect, "the database has not the tables of this version; run `lianhu setup`")
        case let error as PostgresError where error.isOutage:
            self.init(.unreachable, "Postgres: \(error); see `lianhu doctor`")
        case let error as ManagementError: self.init(.unreachable, "\(error); see `lianhu doctor`")
        case let error as StoreError: self.init(.defect, "\(error)")
        default: self.init(ExitCode(of: error), "\(error)")
        }
    }
}

/// Ends the program with a code when all has been said.
struct CommandExit: Error {
    let code: ExitCode
}
