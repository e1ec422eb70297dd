package import Foundation

/// Why a delivery waits, under a name that people see.
package enum NoticeHold: Sendable, Equatable {
    case quietHours(until: Date)
    case notBefore(Date)
    /// Somebody holds it with the command; looked at again now and then, until he lets it go.
    case byOperator(until: Date)
    /// No carrier is in use that may take it.
    case noCarrier(until: Date)
    /// The phone has had its day's number of texts that are not urgent; the rest becomes one.
    case dailyCap(until: Date)

    package static let dailyCapName = "dailyCap"

    package var name: String {
        switch self {
        case .quietHours: "quietHours"
        case .notBefore: "notBefore"
        case .byOperator: "byOperator"
        case .noCarrier: "noCarrier"
        case .dailyCap: Self.dailyCapName
        }
    }

    package var until: Date {
        switch self {
        case .quietHours(let until), .notBefore(let until), .byOperator(let until), .noCarrier(let until),
            .dailyCap(let until):
            until
        }
    }

    /// Whether a notice may go now; an emergency always may. [domain.md 2, Quiet hours]
    package static func decide(
        priority: NoticePriority, notBefore: Date?, at now: Date, policy: Policy
    ) -> NoticeHold? {
        if let notBefore, notBefore > now { return .notBefore(notBefore) }
        guard priority != .emergency, policy.isQuiet(now) else { return nil }
        return .quietHours(until: policy.calendar.next(minute: policy.quietUntil, after: now))
    }
}
