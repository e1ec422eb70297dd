import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// When the working day opens: what was filed at night and nobody has taken up goes to those whose it is, one list each.
struct HandOverWork: DueWork {
    let name = "handOver"
    let policies: PolicyBook

    private var policy: Policy { policies.current }

    func nextDue() -> Statement<Date?> { HandOverStore.nextDue() }

    func claim(limit: Int, at now: Date, in transaction: PostgresTransaction) async throws -> [Int64] {
        try await transaction.load(HandOverStore.claim(limit: limit, at: now))
    }

    func setAside(_ items: [Int64], until: Date) -> Statement<Void> { HandOverStore.setAside(items, until: until) }

    func reference(_ item: Int64) -> String { "incident \(item)" }

    func decide(_ items: [Int64], at now: Date, in transaction: PostgresTransaction) async throws -> [ToldEvent] {
        let (incidents, histories) = try await transaction.load(
            IncidentStore.byID(items, locked: true), IncidentHistoryStore.load(of: items))
        let roster = try await transaction.load(
            RosterStore.load(codes: incidents.map(\.area), officers: [], at: now))
        let ruling = HandOverRuling(policy: policy, roster: roster, now: now)
        let decided = incidents.compactMap {
            ruling.decide(.init(incident: $0, history: histories[$0.id] ?? []))
        }
        transaction.atCommit([HandOverStore.forget(items)])
        save(decided.map(\.change), waiting: ruling.waiting(incidents, but: decided), at: now, in: transaction)
        return decided.map(\.told) + ruling.lists(decided)
    }

    private func save(
        _ changes: [IntakeDecision.Change], waiting: [Int64], at now: Date, in transaction: PostgresTransaction
    ) {
        let opening = policy.calendar.nextOpening(after: now)
        IntakeSaving(
            decisions: changes.map { IntakeDecision(changes: [$0]) }, now: now, opening: opening
        ).save(in: transaction)
        if !waiting.isEmpty { transaction.atCommit([HandOverStore.arm(waiting, at: opening)]) }
    }
}
