import Domain
import Events
package import Fleet
package import Foundation
package import Postgres
package import Store

/// Takes the steps that are due: reminds, tells that an inspection is due, reports one that did not happen.
package struct InspectionWork: DueWork {
    package let name = "inspections"
    private let policies: PolicyBook

    package init(policies: PolicyBook) { self.policies = policies }

    private var calendar: WorkingCalendar { policies.current.calendar }

    /// The next step's time, on the fleet's clock.
    package func nextDue() -> Statement<Date?> { InspectionStepStore.nextDue() }

    /// Houses with a due step, locked, the longest due first.
    package func claim(limit: Int, at now: Date, in transaction: PostgresTransaction) async throws -> [String] {
        try await transaction.load(InspectionStepStore.claim(limit: limit, at: now))
    }

    /// Their next step is looked at later; the due date stays.
    package func setAside(_ codes: [String], until: Date) -> Statement<Void> {
        InspectionStepStore.setAside(codes, until: until)
    }

    /// The house's code.
    package func reference(_ code: String) -> String { "rental \(code)" }

    /// Reads the locked houses again, takes their steps and sets the next ones; tells and reminds.
    package func decide(
        _ codes: [String], at now: Date, in transaction: PostgresTransaction
    ) async throws -> [ToldEvent] {
        let (rentals, decided) = try await transaction.load(
            RentalStore.byCode(codes, locked: true), InspectionStepStore.decided(of: codes))
        let round = InspectionRound(rentals, decided: decided, now: now)
        transaction.atCommit(InspectionStepStore.save(round, at: now))
        return told(round, at: now)
    }

    private func told(_ round: InspectionRound, at now: Date) -> [ToldEvent] {
        let notices = InspectionNotices.requests(for: round.taken, calendar: calendar).map { request in
            ToldEvent(
                NoticeRequestedEvent.event(request, source: RentalToldEvent.source, id: request.key, time: now))
        }
        return notices + round.taken.flatMap { events(of: $0, at: now) }
    }

    private func events(of taken: InspectionRound.Taken, at now: Date) -> [ToldEvent] {
        let area = taken.rental.details.area
        switch taken.step {
        case .weekBefore, .dayBefore: return []
        case .due: return [ToldEvent(RentalToldEvent.step(taken, time: now), area: area)]
        case .overdue:
            let incident = RentalToldEvent.incident(taken, calendar: calendar, time: now)
            return [
                ToldEvent(RentalToldEvent.step(taken, time: now), area: area), ToldEvent(incident, area: area),
            ]
        }
    }
}
