import Domain
package import Events
package import Fleet
package import Foundation
package import Postgres
import Store

/// Facts about let houses: their life and their inspections. Each house's state is a fold of dated facts, so late ones
/// change only what they alone know.
package struct InspectionHandler: EventHandler {
    /// An event about an unknown house waits an hour at a time, a day in all. [own]
    private static let wait: TimeInterval = 3600
    private static let patience: TimeInterval = 86_400
    /// Seconds that an inspector's clock may be ahead. [domain.md 1]
    private static let ahead: TimeInterval = 300

    package let worker = Worker.inspection

    package init() {}

    /// Facts, inspections, and what is only noted.
    package func parse(_ event: CloudEvent) throws(Rejection) -> InspectionInput { try InspectionInput(event) }

    /// Locks the houses and reads the steps taken.
    package func load(
        _ arrivals: [Arrival<InspectionInput>], in transaction: PostgresTransaction, at now: Date
    ) async throws -> InspectionContext {
        try await InspectionContext(codes: Set(arrivals.compactMap(\.input.rental)).sorted(), in: transaction)
    }

    /// Folds the fact into its house; a house that is not known yet makes its event wait.
    package func decide(
        _ arrival: Arrival<InspectionInput>, in context: inout InspectionContext, at now: Date
    ) -> Ruling<InspectionDecision> {
        switch arrival.input {
        case .noted: Ruling(.done("noted"))
        case .fact(let fact): enter(fact, arrival, &context, now)
        case .inspected(let event): inspect(event, arrival, &context, now)
        }
    }

    /// Houses as they are after the batch, their inspections and what they wait for next.
    package func save(
        _ decisions: [InspectionDecision], in transaction: PostgresTransaction, at now: Date
    ) async throws {
        let last = Dictionary(decisions.map { ($0.rental.code, $0) }) { _, last in last }
        let houses = last.values.sorted { $0.rental.code < $1.rental.code }
        if houses.isEmpty { return }
        transaction.atCommit([RentalStore.save(houses.map(\.rental))])
        let found = decisions.compactMap { decision in
            decision.inspection.map {
                (code: decision.rental.code, found: $0, items: JSONText(InspectionRecordedEvent.json($0.items).bytes))
            }
        }
        if !found.isEmpty { transaction.atCommit([InspectionStore.record(found)]) }
        let (plans, idle) = (houses.compactMap(\.plan), houses.filter { $0.plan == nil }.map(\.rental.code))
        if !plans.isEmpty { transaction.atCommit([InspectionStepStore.put(plans)]) }
        if !idle.isEmpty { transaction.atCommit([InspectionStepStore.removeUnlet(idle)]) }
    }

    private func enter(
        _ fact: RentalFactEvent, _ arrival: Arrival<InspectionInput>, _ context: inout InspectionContext, _ now: Date
    ) -> Ruling<InspectionDecision> {
        var rental: Rental
        var counts = true
        if let known = context.rentals[fact.code] {
            rental = known
            counts = rental.enter(fact.stage, at: arrival.at, details: fact.details)
        } else if let details = fact.details {
            rental = Rental(
                code: fact.code, details: details, stage: fact.stage, stageAt: arrival.at,
                registeredAt: fact.stage == .registered ? arrival.at : nil)
        } else {
            return Ruling(unknown(arrival, now))
        }
        context.rentals[fact.code] = rental
        let decision = InspectionDecision(rental: rental, inspection: nil, plan: context.plan(rental, at: now))
        return Ruling(.done(counts ? fact.stage.rawValue : "overtaken"), decision)
    }

    private func inspect(
        _ event: InspectionRecordedEvent, _ arrival: Arrival<InspectionInput>, _ context: inout InspectionContext,
        _ now: Date
    ) -> Ruling<InspectionDecision> {
        guard var rental = context.rentals[event.rental] else { return Ruling(unknown(arrival, now)) }
        let claimed = event.at ?? arrival.at
        let inspection = RentalInspection(
            source: arrival.event.source, eventID: arrival.event.id,
            at: claimed > now.addingTimeInterval(Self.ahead) ? arrival.at : claimed, inspector: event.inspector,
            items: event.items, grade: event.grade)
        let old = rental.grade
        let counts = rental.take(inspection)
        context.rentals[event.rental] = rental
        let told = RentalToldEvent.gradeChanged(rental, from: old, by: inspection, time: now)
        return Ruling(
            .done(counts ? "inspected" : "overtaken"),
            InspectionDecision(rental: rental, inspection: inspection, plan: context.plan(rental, at: now)),
            told: rental.grade == old ? [] : [ToldEvent(told, area: rental.details.area)])
    }

    private func unknown(_ arrival: Arrival<InspectionInput>, _ now: Date) -> Verdict {
        if now.timeIntervalSince(arrival.since) < Self.patience {
            return .postpone(until: now.addingTimeInterval(Self.wait), reason: "rentalNotThereYet")
        }
        return .reject(
            Rejection(.badData, field: "data.rental", expected: "the code of a known house", got: "an unknown one"))
    }
}
