import Events
import Foundation
import Postgres
import Store

/// begin → load → decide → save → commit: one batch in one transaction, two round trips and what the handler loads.
///
/// Dying anywhere before the commit leaves nothing; after it the events are known by their identity and what they
/// tell stands in the outbox.
struct BatchTransaction<Handler: EventHandler>: Sendable {
    typealias Item = WorkItem<Handler.Input>

    let handler: Handler
    let pool: PostgresPool
    /// Seconds that this process has to publish what it saved before a sweep takes it.
    let lease: Double
    /// Which of the worker's lanes this is, as a word.
    let lane: String

    func run(_ items: [Item], at now: Date, _ tries: inout BatchTries) async throws -> BatchOutcome {
        try await pool.transaction { transaction in
            var batch = try await begin(items, in: transaction)
            tries.fresh = Set(batch.fresh.map(\.cause))
            CrashPoint.begun.pass(at: lane)
            let rulings = try await decide(batch.fresh, in: transaction, at: now)
            let rows = outbox(rulings, of: batch.fresh)
            save(rulings, rows, of: batch.fresh, items, in: transaction, at: now)
            let hands = items.compactMap(\.hand)
            if !hands.isEmpty { transaction.atCommit([InHandStore.release(hands)]) }
            CrashPoint.saved.pass(at: lane)
            batch.outcome.outbox += rows
            batch.outcome.settlements = settlements(items, batch, rulings, perhapsDone: tries.perhapsDone)
            return batch.outcome
        }
    }

    private struct Batch {
        var fresh: [Arrival<Handler.Input>] = []
        var known: [EventKey: String] = [:]
        var outcome = BatchOutcome()
    }

    /// Who is new? What an earlier process saved for the others and did not publish is published with this batch.
    private func begin(_ items: [Item], in transaction: PostgresTransaction) async throws -> Batch {
        let keys = items.compactMap(\.key)
        let (known, unpublished) = try await transaction.load(
            IdentityStore.known(keys, worker: handler.worker.rawValue),
            OutboxStore.unpublished(of: items.compactMap { $0.arrival?.telling(handler.worker) }))
        var batch = Batch(known: known, outcome: BatchOutcome(outbox: unpublished))
        var seen = Set(known.keys)
        for case .arrival(let arrival) in items.map(\.content) where seen.insert(arrival.cause).inserted {
            batch.fresh.append(arrival)
        }
        return batch
    }

    private func decide(
        _ fresh: [Arrival<Handler.Input>], in transaction: PostgresTransaction, at now: Date
    ) async throws -> [Ruling<Handler.Decision>] {
        if fresh.isEmpty { return [] }
        var context = try await handler.load(fresh, in: transaction, at: now)
        CrashPoint.loaded.pass(at: lane)
        let rulings = fresh.map { handler.decide($0, in: &context, at: now) }
        CrashPoint.decided.pass(at: lane)
        try await handler.save(rulings.compactMap(\.decision), in: transaction, at: now)
        return rulings
    }

    /// Identity for what is done, a row for what waits; retried and rejected events leave no trace, or a corrected
    /// replay would be swallowed.
    private func save(
        _ rulings: [Ruling<Handler.Decision>], _ rows: [OutboxRow], of fresh: [Arrival<Handler.Input>], _ items: [Item],
        in transaction: PostgresTransaction, at now: Date
    ) {
        var done: [EventKey: String] = [:]
        var log: [EventLogEntry] = []
        var waiting: [WaitingEvent] = []
        for (arrival, ruling) in zip(fresh, rulings) {
            switch ruling.verdict {
            case .done(let word):
                done[arrival.cause] = word
                log.append(EventLogEntry(arrival, verdict: word))
            case .postpone(let until, let reason):
                guard let delivery = items.first(where: { $0.key == arrival.cause })?.delivery else { continue }
                waiting.append(
                    WaitingEvents.row(arrival, delivery, worker: handler.worker, until: until, reason: reason))
            case .retry, .reject: break
            }
        }
        if !waiting.isEmpty { transaction.atCommit([WaitingEventStore.save(waiting)]) }
        if !rows.isEmpty {
            transaction.atCommit([OutboxStore.save(rows, worker: handler.worker.rawValue, lease: lease)])
        }
        if done.isEmpty { return }
        // The identity first: whoever waits there for another replica must hold no lock on the log.
        let worker = handler.worker.rawValue
        transaction.atCommit([
            IdentityStore.record(done, worker: worker), EventLogStore.record(log, worker: worker, at: now),
        ])
    }

    private func outbox(
        _ rulings: [Ruling<Handler.Decision>], of fresh: [Arrival<Handler.Input>]
    ) -> [OutboxRow] {
        zip(fresh, rulings).flatMap { arrival, ruling in
            let cause = arrival.telling(handler.worker)
            return ruling.told.enumerated().map { $1.row(cause: cause, ordinal: $0) }
        }
    }

    private func settlements(
        _ items: [Item], _ batch: Batch, _ rulings: [Ruling<Handler.Decision>], perhapsDone: Set<EventKey>
    ) -> [Settlement] {
        let verdicts = Dictionary(
            zip(batch.fresh.map(\.cause), rulings.map(\.verdict)), uniquingKeysWith: { first, _ in first })
        var first = Set<EventKey>()
        return items.map { item in
            switch item.content {
            case .rejected(let rejection):
                return Settlement(
                    delivery: item.delivery, verdict: .reject(rejection), isDuplicate: false, key: nil)
            case .arrival(let arrival):
                let known = batch.known[arrival.cause]
                let verdict = known.map(Verdict.done) ?? verdicts[arrival.cause] ?? .done("duplicate")
                let isOurs = known == nil || perhapsDone.contains(arrival.cause)
                let repeated = !first.insert(arrival.cause).inserted || !isOurs
                return Settlement(
                    delivery: item.delivery, verdict: verdict, isDuplicate: repeated, key: arrival.cause)
            }
        }
    }
}

/// What is remembered from one try of a batch to the next.
struct BatchTries {
    /// The events that were new to this try.
    var fresh: Set<EventKey> = []
    /// Of an earlier try whose commit was not answered: if they are known now, it was that try that did them.
    private(set) var perhapsDone: Set<EventKey> = []

    mutating func failed(_ error: any Error) {
        if (error as? PostgresError)?.kind == .commitUnknown { perhapsDone.formUnion(fresh) }
    }
}
