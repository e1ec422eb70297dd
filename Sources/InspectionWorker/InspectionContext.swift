import Domain
import Foundation
import Postgres
import Store

/// The houses of one batch, locked, with the steps taken before.
package struct InspectionContext {
    /// Follows the decisions of the batch.
    var rentals: [String: Rental]
    let decided: [String: [Date: Set<InspectionSchedule.Step>]]

    init(codes: [String], in transaction: PostgresTransaction) async throws {
        let (rentals, decided) = try await transaction.load(
            RentalStore.byCode(codes, locked: true), InspectionStepStore.decided(of: codes))
        self.rentals = Dictionary(rentals.map { ($0.code, $0) }) { first, _ in first }
        self.decided = decided
    }

    /// What the house waits for now.
    func plan(_ rental: Rental, at now: Date) -> InspectionPlan? {
        InspectionPlan(rental, decided: decided[rental.code] ?? [:], now: now)
    }
}
