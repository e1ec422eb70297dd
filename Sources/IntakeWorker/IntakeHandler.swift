import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// Reports and acts → incidents, history, assignments, notices asked for. It alone writes an incident's history.
struct IntakeHandler: EventHandler {
    let worker = Worker.intake
    let policies: PolicyBook
    let ids = IncidentIDs()

    private var policy: Policy { policies.current }

    func parse(_ event: CloudEvent) throws(Rejection) -> IntakeInput { try IntakeInput.parse(event) }

    func load(
        _ arrivals: [Arrival<IntakeInput>], in transaction: PostgresTransaction, at now: Date
    ) async throws -> IntakeContext {
        try await IntakeLoading(policy: policy, ids: ids, transaction: transaction, now: now).load(arrivals)
    }

    func decide(
        _ arrival: Arrival<IntakeInput>, in context: inout IntakeContext, at now: Date
    ) -> Ruling<IntakeDecision> {
        if let report = arrival.report {
            return ReportRuling(
                policy: policy, report: report, cause: arrival.cause, isClockAhead: arrival.isClockAhead, now: now
            ).decide(&context)
        }
        guard let act = arrival.input.act else { return Ruling(.done("nothing")) }
        return ActRuling(policies: policies, act: act, arrival: arrival, now: now).decide(&context)
    }

    func save(_ decisions: [IntakeDecision], in transaction: PostgresTransaction, at now: Date) async throws {
        IntakeSaving(decisions: decisions, now: now, opening: policy.calendar.nextOpening(after: now))
            .save(in: transaction)
    }
}
