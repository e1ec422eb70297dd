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
        /// When this process claimed it: one that was frozen must not act on a lease that others have taken over.
        let claimed: ContinuousClock.Instant
    }

    /// Calls at a time.
    private static let parallel = 4

    package let name: String
    let priorities: [NoticePriority]
    let gateway: any Gateway
    let policy: Policy
    let speed: Double
    let lease: Double
    let logger: Logger

    /// - Parameters:
    ///   - priorities: which deliveries are this one's.
    ///   - speed: fleet seconds in a real second, because carriers are waited for in real time.
    ///   - lease: real seconds for which a claim is good; calls to the carrier end well before.
    package init(
        priorities: [NoticePriority], gateway: any Gateway, policy: Policy, speed: Double, lease: Double = 60,
        logger: Logger
    ) {
        name = priorities == [.emergency] ? "emergencyDeliveries" : "deliveries"
        self.priorities = priorities
        self.gateway = gateway
        self.policy = policy
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
                priorities, limit: min(limit, gateway.batch * Self.parallel), at: now, lease: lease,
                leaseEnd: now.addingTimeInterval(lease * speed), gateway: gateway.name))
        return deliveries.map {
            Item(delivery: $0, step: .decide($0, at: now, policy: policy), claimed: claimed)
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
            case .submit, .ask: nil
            }
        }
        guard !changes.isEmpty else { return [] }
        let settled = try await transaction.load(NoticeDeliveryStore.record(changes, at: now))
        return settled.map { ToldEvent(NoticeSettledEvent.event($0, at: now)) }
    }
}
