import Domain
import Foundation
import Metrics
import Postgres
import Store

/// What a batch's decisions leave in the store, set-wise: each line runs only where there is something for it.
struct IntakeSaving {
    let decisions: [IntakeDecision]
    let now: Date
    /// When the working day opens next: what was filed for the night is handed over then.
    let opening: Date

    func save(in transaction: PostgresTransaction) {
        let changes = decisions.flatMap(\.changes)
        saveIncidents(changes, in: transaction)
        let entries = changes.flatMap { change in change.entries.map { (incident: change.incident.id, entry: $0) } }
        if !entries.isEmpty { transaction.atCommit([IncidentHistoryStore.append(entries, at: now)]) }
        let keys = decisions.reduce(into: [String: HeldKey]()) { $0.merge($1.keys) { _, later in later } }
        if !keys.isEmpty { transaction.atCommit([DuplicateKeyStore.move(keys)]) }
        let timers = decisions.flatMap(\.timers)
        if !timers.isEmpty { transaction.atCommit([TimerStore.arm(timers)]) }
        saveReporters(in: transaction)
        saveHandOvers(entries, in: transaction)
    }

    private func saveIncidents(_ changes: [IntakeDecision.Change], in transaction: PostgresTransaction) {
        var latest: [Int64: Incident] = [:]
        for change in changes { latest[change.incident.id] = change.incident }
        let opened = Set(changes.filter(\.isNew).map(\.incident.id))
        let new = opened.sorted().compactMap { latest[$0] }
        let changed = latest.keys.filter { !opened.contains($0) }.sorted().compactMap { latest[$0] }
        if !new.isEmpty { transaction.atCommit([IncidentStore.insert(new)]) }
        // What insert has no column for.
        let more = new.filter { $0.sequence > 1 } + changed
        if !more.isEmpty { transaction.atCommit([IncidentStore.update(more)]) }
    }

    private func saveReporters(in transaction: PostgresTransaction) {
        let reporters = decisions.compactMap(\.reporter)
        if !reporters.isEmpty { transaction.atCommit([IncidentReporterStore.append(reporters)]) }
        let merged = decisions.compactMap(\.merged)
        if !merged.isEmpty { transaction.atCommit([IncidentReporterStore.move(merged.map { ($0.from, $0.into) })]) }
    }

    /// Emergencies do not wait for the morning.
    private func saveHandOvers(
        _ entries: [(incident: Int64, entry: IncidentEntry)], in transaction: PostgresTransaction
    ) {
        let filed = entries.filter { $0.entry.kind == .assigned && ($0.entry.severity ?? .emergency) < .emergency }
        let waiting = filed.filter { $0.entry.rule == .outOfHours || $0.entry.rule == .nobody }.map(\.incident)
        if !waiting.isEmpty { transaction.atCommit([HandOverStore.arm(Set(waiting).sorted(), at: opening)]) }
        let nobody = filed.count { $0.entry.rule == .nobody }
        if nobody > 0 { Counter(label: "lianhu_incidents_without_officer_total").increment(by: nobody) }
    }
}
