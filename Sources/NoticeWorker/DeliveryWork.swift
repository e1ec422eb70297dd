package import Domain
import Events
package import Fleet
package import Foundation
package import Logging
package import Postgres
package import Store

/// Sends what is due: claim → look again at expiry, stop and quiet hours → submit or ask → record.
package struct DeliveryWork: DueWork {
    /// A claimed delivery with what is to be done with it.
    package struct Item: Sendable {
        package let delivery: Delivery
        package let step: DeliveryStep
        /// The carrier that gets it or is asked about it.
        let gateway: (any Gateway)?
        /// When this process claimed it: one that was frozen must not act on a lease that others have taken over.
        let claimed: ContinuousClock.Instant
    }

    /// Calls at a time.
    private static let parallel = 4

    package let name: String
    let priorities: [NoticePriority]
    let board: GatewayBoard
    let policies: PolicyBook
    let speed: Double
    let lease: Double
    let logger: Logger

    private var policy: Policy { policies.current }

    /// - Parameters:
    ///   - priorities: which deliveries are this one's.
    ///   - board: the carriers to choose from.
    ///   - speed: fleet seconds in a real second, because carriers are waited for in real time.
    ///   - lease: real seconds for which a claim is good; calls to the carrier end well before.
    package init(
        priorities: [NoticePriority], board: GatewayBoard, policies: PolicyBook, speed: Double, lease: Double = 60,
        logger: Logger
    ) {
        name = priorities == [.emergency] ? "emergencyDeliveries" : "deliveries"
        self.priorities = priorities
        self.board = board
        self.policies = policies
        self.speed = speed
        self.lease = lease
        self.logger = logger
    }

    /// The earliest of its priorities, on the fleet's clock.
    package func nextDue() -> Statement<Date?> { NoticeDeliveryStore.nextDue(priorities) }

    /// Takes at most four calls' worth, so that all can be carried out within the lease.
    package func claim(limit: Int, at now: Date, in transaction: PostgresTransaction) async throws -> [Item] {
        let claimed = ContinuousClock.now
        let deliveries = try await transaction.load(
            NoticeDeliveryStore.claim(
                priorities, limit: min(limit, board.batch * Self.parallel), at: now, lease: lease,
                leaseEnd: now.addingTimeInterval(lease * speed), gateway: board.usual,
                midnight: policy.calendar.instant(day: policy.calendar.local(now).day, minute: 0)))
        return flow(deliveries.map { item($0, at: now, claimed: claimed) }, at: now)
    }

    /// What would flood a phone goes as one, or later.
    private func flow(_ items: [Item], at now: Date) -> [Item] {
        let flow = NoticeFlow(items.filter { $0.step == .submit }.map(\.delivery), policy: policy)
        guard flow != NoticeFlow([], policy: policy) else { return items }
        var changes: [Int64: (Delivery, DeliveryStep)] = [:]
        for fold in flow.folds {
            changes[fold.lead.id] = (fold.lead, .submit)
            for delivery in fold.folded { changes[delivery.id] = (delivery, .fold(into: fold.lead.id)) }
        }
        let later = NoticeHold.dailyCap(until: policy.calendar.next(minute: policy.digestAt, after: now))
        for delivery in flow.capped { changes[delivery.id] = (delivery, .hold(later)) }
        return items.map { item in
            guard let (delivery, step) = changes[item.delivery.id] else { return item }
            return Item(
                delivery: delivery, step: step, gateway: step == .submit ? item.gateway : nil, claimed: item.claimed)
        }
    }

    /// What the rules say, and which carrier it goes to. One that may have it already is asked, if it can tell.
    private func item(_ delivery: Delivery, at now: Date, claimed: ContinuousClock.Instant) -> Item {
        let step = DeliveryStep.decide(delivery, at: now, policy: policy)
        switch step {
        case .submit:
            if let gateway = board.choose(delivery) {
                return Item(delivery: delivery, step: .submit, gateway: gateway, claimed: claimed)
            }
            let hold = NoticeHold.noCarrier(until: now.addingTimeInterval(10 * speed))
            return Item(delivery: delivery, step: .hold(hold), gateway: nil, claimed: claimed)
        case .ask:
            let gateway = delivery.gateway.flatMap { board.gateways[$0] }
            let isAskable = gateway?.canTell ?? false
            return Item(delivery: delivery, step: isAskable ? .ask : .giveUp, gateway: gateway, claimed: claimed)
        default: return Item(delivery: delivery, step: step, gateway: nil, claimed: claimed)
        }
    }

    /// Their texts go later.
    package func setAside(_ items: [Item], until: Date) -> Statement<Void> {
        NoticeDeliveryStore.setAside(items.map(\.delivery.id), until: until)
    }

    /// The delivery's own name at the carrier.
    package func reference(_ item: Item) -> String { "delivery \(item.delivery.reference)" }

    /// Those that are not to be sent now are recorded with the claim.
    package func decide(
        _ items: [Item], at now: Date, in transaction: PostgresTransaction
    ) async throws -> [ToldEvent] {
        let changes = items.compactMap { item -> NoticeDeliveryChange? in
            switch item.step {
            case .hold(let hold):
                NoticeDeliveryChange(item.delivery, .pending, held: hold.name, dueAt: hold.until)
            case .expire: NoticeDeliveryChange(item.delivery, .expired, problem: "expired")
            case .stop: NoticeDeliveryChange(item.delivery, .stopped)
            case .suppress: NoticeDeliveryChange(item.delivery, .stopped, problem: "optedOut")
            case .overtake: NoticeDeliveryChange(item.delivery, .stopped, problem: "overtaken")
            case .giveUp: NoticeDeliveryChange(item.delivery, .unknown, problem: "noAnswer")
            case .submit, .ask, .fold: nil
            }
        }
        record(items, in: transaction, at: now)
        guard !changes.isEmpty else { return [] }
        let settled = try await transaction.load(NoticeDeliveryStore.record(changes, at: now))
        return settled.map { ToldEvent(NoticeSettledEvent.event($0, at: now)) }
    }

    /// Which carriers get them, what goes with what, and what goes by itself again because its lead does not go.
    private func record(_ items: [Item], in transaction: PostgresTransaction, at now: Date) {
        let assigned = items.compactMap { item -> (id: Int64, name: String)? in
            guard let gateway = item.gateway, item.delivery.gateway != gateway.name else { return nil }
            return (item.delivery.id, gateway.name)
        }
        let folded = items.compactMap { item -> (Delivery, lead: Int64)? in
            if case .fold(let lead) = item.step { (item.delivery, lead) } else { nil }
        }
        let leads = Set(folded.map(\.lead))
        let released = items.filter { $0.delivery.isFold && [.stop, .expire, .suppress, .overtake].contains($0.step) }
        if !assigned.isEmpty { transaction.atCommit([NoticeDeliveryStore.assign(assigned)]) }
        if !folded.isEmpty {
            transaction.atCommit([
                NoticeFoldStore.say(items.map(\.delivery).filter { leads.contains($0.id) }),
                NoticeFoldStore.fold(folded, at: now),
            ])
        }
        if !released.isEmpty {
            transaction.atCommit([NoticeFoldStore.release(released.map(\.delivery.id), at: now)])
        }
    }
}
