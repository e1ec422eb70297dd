import AMQP
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Store

/// What was delivered before may be what killed the process that had it. It runs in small groups that are noted in the
/// database first; what a dead process had in hand is a suspect and runs alone. [architecture.md, promise 4]
enum InHand {
    /// This process.
    static let process = UUID().uuidString
    /// Seconds after which a process that has not finished counts as dead: what it had waits so long for the next.
    static let lease = 2.0
    /// Redelivered messages that run together, at most.
    static let group = 32
    /// How often a process may die of a delivery, first in its group and then alone: the next time it is a dead letter.
    static let deathLimit = 3
    /// Seconds after which a dead process's rows are forgotten: those that it had settled but not removed.
    static let memory = 3600.0

    /// Names a delivery before anything of it is read.
    static func key(_ delivery: AMQPDelivery, worker: Worker) -> EventKey {
        EventKey(hashing: Array(worker.rawValue.utf8) + delivery.body)
    }
}

extension WorkerRunner {
    /// Whose rows among the deliveries in hand these are.
    var owner: String { "\(InHand.process) \(isUrgent ? "urgent" : "ordinary")" }

    /// In order: what is fresh together, what was delivered before in groups.
    func groups(of deliveries: [AMQPDelivery]) -> [[AMQPDelivery]] {
        var groups: [[AMQPDelivery]] = []
        for delivery in deliveries {
            let belongs = groups.last?.first?.redelivered == delivery.redelivered
            let isFull = delivery.redelivered && groups.last?.count == InHand.group
            if belongs, !isFull { groups[groups.count - 1].append(delivery) } else { groups.append([delivery]) }
        }
        return groups
    }

    /// One group to its commit.
    func work(group: [AMQPDelivery]) async throws -> BatchOutcome {
        guard group.first?.redelivered == true else { return try await work(group.map { decode($0) }) }
        let named = group.map { (delivery: $0, key: InHand.key($0, worker: line.worker)) }
        let held = try await heldByTheDead(named.map(\.key))
        let others = named.filter { held[$0.key] == nil }
        var outcome = BatchOutcome()
        if !others.isEmpty {
            try await patiently {
                _ = try await transaction.pool.query(
                    InHandStore.take(
                        Set(others.map(\.key)), worker: line.worker.rawValue, owner: owner, lease: InHand.lease))
            }
            CrashPoint.held.pass(at: line.lane)
            outcome = try await work(others.map { decode($0.delivery, hand: $0.key) })
        }
        for suspect in named {
            guard let before = held[suspect.key] else { continue }
            outcome = try await outcome + alone(suspect.delivery, suspect.key, before)
        }
        return outcome
    }

    /// A suspect: each death is counted before it is tried again.
    private func alone(
        _ delivery: AMQPDelivery, _ key: EventKey, _ before: HeldDelivery
    ) async throws -> BatchOutcome {
        var deaths = before.deaths
        if before.owner != owner {
            deaths = try await patiently {
                try await transaction.pool.load(
                    InHandStore.charge(key, of: before.owner, to: owner, lease: InHand.lease))
            }
            CrashPoint.charged.pass(at: line.lane)
        }
        line.logger.warning(
            "a process died with a delivery in hand: it runs alone", metadata: ["deaths": "\(deaths)"])
        if deaths < InHand.deathLimit { return try await work([decode(delivery, hand: key)]) }
        return BatchOutcome(settlements: [.suspectedPoison(delivery, hand: key)])
    }

    /// Once their dead letters are safe. Dying before leaves the row: the delivery comes back as the suspect it is.
    func forgetSuspects(_ outcome: BatchOutcome) async throws {
        let hands = outcome.settlements.compactMap(\.hand)
        if hands.isEmpty { return }
        try await release(hands)
        CrashPoint.suspectsForgotten.pass(at: line.lane)
    }

    /// They are no longer in hand, also when the database was away meanwhile: a row that stayed would make a suspect of
    /// an innocent delivery.
    func release(_ hands: [EventKey]) async throws {
        if hands.isEmpty { return }
        try await patiently { _ = try await transaction.pool.query(InHandStore.release(hands)) }
    }

    /// Those that another process had, or that this one already suspects. One that is still within its lease may be
    /// at work: it is waited for.
    private func heldByTheDead(_ keys: [EventKey]) async throws -> [EventKey: HeldDelivery] {
        while true {
            let held = try await patiently {
                try await transaction.pool.load(InHandStore.find(keys, lease: InHand.lease))
            }
            .filter { $0.value.owner != owner || $0.value.deaths > 0 }
            let wait = held.values.filter { $0.owner != owner }.map(\.remaining).max() ?? 0
            if wait == 0 { return held }
            try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(min(wait + 0.01, InHand.lease))) }
        }
    }

    private func decode(_ delivery: AMQPDelivery, hand: EventKey? = nil) -> WorkItem<Handler.Input> {
        CrashPoint.passBody(delivery.body)
        var item = decoder.decode(delivery, at: line.clock.now())
        item.hand = hand
        CrashPoint.decoded.pass(at: line.lane)
        return item
    }

    /// Through an outage of the database.
    private func patiently<Result>(_ body: () async throws -> Result) async throws -> Result {
        var outage = OutageWait(line: line, part: "database")
        while true {
            do {
                let result = try await body()
                outage.over()
                return result
            } catch {
                guard FailureClass(error) == .outage else { throw error }
                try await outage.wait(after: error)
            }
        }
    }
}

extension Settlement {
    /// It seems to kill whoever works on it.
    fileprivate static func suspectedPoison(_ delivery: AMQPDelivery, hand: EventKey) -> Settlement {
        let sentence =
            "Processes died while they worked on it alone. Find the defect by it; it is safe to replay once mended."
        var settlement = Settlement(
            delivery: delivery, verdict: .retry(reason: "suspectedPoison", sentence: sentence), isDuplicate: false,
            key: nil)
        settlement.isGivenUp = true
        settlement.hand = hand
        return settlement
    }
}
