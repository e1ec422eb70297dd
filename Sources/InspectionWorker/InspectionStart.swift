import Domain
package import Foundation
package import Postgres
import Store

/// Houses that came with the territory have no event that starts their schedule: it is made when a worker starts.
package enum InspectionStart {
    /// Makes what is missing, a transaction for every `page` houses; returns how many were made.
    @discardableResult
    package static func schedule(in pool: PostgresPool, at now: Date, page: Int = 1000) async throws -> Int {
        var (last, made) = ("", 0)
        while true {
            let (code, count) = try await pool.transaction { transaction in
                try await schedule(after: last, page: page, at: now, in: transaction)
            }
            made += count
            guard let code else { return made }
            last = code
        }
    }

    /// The last code looked at, nil if there was none, and how many schedules were made.
    private static func schedule(
        after last: String, page: Int, at now: Date, in transaction: PostgresTransaction
    ) async throws -> (String?, Int) {
        let rentals = try await transaction.load(RentalStore.unscheduled(after: last, limit: page))
        let decided = try await transaction.load(InspectionStepStore.decided(of: rentals.map(\.code)))
        let plans = rentals.compactMap { InspectionPlan($0, decided: decided[$0.code] ?? [:], now: now) }
        if !plans.isEmpty { transaction.atCommit([InspectionStepStore.put(plans)]) }
        return (rentals.last?.code, plans.count)
    }
}
