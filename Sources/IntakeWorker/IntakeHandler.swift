import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// Reports and acts → incidents, history, assignments, notices asked for. It alone writes an incident's history.
struct IntakeHandler: EventHandler {
    let worker = Worker.intake
    let policy: Policy
    let ids = IncidentIDs()

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
        return ActRuling(policy: policy, act: act, arrival: arrival, now: now).decide(&context)
    }

    func save(_ decisions: [IntakeDecision], in transaction: PostgresTransaction, at now: Date) async throws {
        var latest: [Int64: Incident] = [:]
        for decision in decisions { latest[decision.incident.id] = decision.incident }
        let opened = Set(decisions.filter(\.isNew).map(\.incident.id))
        let new = opened.sorted().compactMap { latest[$0] }
        let changed = latest.keys.filter { !opened.contains($0) }.sorted().compactMap { latest[$0] }
        let entries = decisions.flatMap { decision in
            decision.entries.map { (incident: decision.incident.id, entry: $0) }
        }
        let keys = decisions.reduce(into: [String: HeldKey]()) { $0.merge($1.keys) { _, later in later } }
        let timers = decisions.flatMap(\.timers)
        if !new.isEmpty { transaction.atCommit([IncidentStore.insert(new)]) }
        if !changed.isEmpty { transaction.atCommit([IncidentStore.update(changed)]) }
        if !entries.isEmpty { transaction.atCommit([IncidentHistoryStore.append(entries, at: now)]) }
        if !keys.isEmpty { transaction.atCommit([DuplicateKeyStore.move(keys)]) }
        if !timers.isEmpty { transaction.atCommit([TimerStore.arm(timers)]) }
    }
}
