import AMQP
import Postgres

/// What a failure means for the work in hand.
enum FailureClass: Sendable, Equatable {
    /// A needed service is away: wait for it, charge nobody. [architecture.md, promise 3]
    case outage
    /// The same again may well succeed: deadlocks, serialization, a replica that was first.
    case transient
    /// This work fails by itself: divide, then the ladder, then the dead letters.
    case failure
    /// So does this, and will whenever it is tried: divide, then the dead letters at once.
    case hopeless

    init(_ error: any Error) {
        switch error {
        case let error as PostgresError where error.isOutage || error.kind == .commitUnknown: self = .outage
        case let error as PostgresError where error.isTransient || error.isUniqueViolation: self = .transient
        case let error as PostgresError where error.isAboutData: self = .hopeless
        case is AMQPError, is CancellationError: self = .outage
        default: self = .failure
        }
    }
}

extension PostgresError {
    /// A value that no table takes: 22 is a data exception, 54 a limit of the server's.
    fileprivate var isAboutData: Bool { sqlState.map { $0.hasPrefix("22") || $0.hasPrefix("54") } ?? false }
}
