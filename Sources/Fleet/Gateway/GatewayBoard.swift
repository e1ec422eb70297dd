package import Domain
import Loop
package import Store

/// The carriers of this process, by rule, by what people have decided, and by how they have answered lately. Shared by
/// all that sends.
///
/// `@unchecked Sendable` because the lock guards what changes.
package final class GatewayBoard: @unchecked Sendable {
    /// How long a carrier that takes nothing is left alone at most, while another one is there.
    private static let longestRest: Duration = .seconds(60)

    private struct Refusals {
        var count = 0
        var until: ContinuousClock.Instant
        let problem: String
    }

    package let gateways: [String: any Gateway]
    private let routing: GatewayRouting
    private let lock = Lock()
    private var controls: [String: GatewayControl] = [:]
    private var refusals: [String: Refusals] = [:]

    /// - Parameter routing: all texts to all carriers, in this order, unless told otherwise.
    package init(_ gateways: [any Gateway], routing: GatewayRouting? = nil) {
        self.gateways = Dictionary(gateways.map { ($0.name, $0) }) { first, _ in first }
        self.routing = routing ?? GatewayRouting(to: gateways.map(\.name))
    }

    /// Messages in one call of the carrier that takes most.
    package var batch: Int { gateways.values.map(\.batch).max() ?? 1 }

    /// Where a text goes that no particular rule is for; a guess that spares work where it is right.
    package var usual: String? {
        routing.usual.first { name in lock.withLock { controls[name]?.isDraining != true } && gateways[name] != nil }
    }

    /// What people have decided since.
    package func apply(_ controls: [GatewayControl]) {
        let controls = Dictionary(controls.map { ($0.name, $0) }) { first, _ in first }
        lock.withLock { self.controls = controls }
    }

    /// The carrier for a text: the first by the rules that is in use and takes texts; one that has just refused only
    /// if no other is left. Nil where people have taken all of them out of use.
    package func choose(_ delivery: Delivery, at now: ContinuousClock.Instant = .now) -> (any Gateway)? {
        let names = routing.gateways(phone: delivery.phone, purpose: delivery.purpose, priority: delivery.priority)
        return lock.withLock {
            let inUse = names.filter { gateways[$0] != nil && controls[$0]?.isDraining != true }
            let preferred = inUse.filter { controls[$0]?.isFirst == true }
            let ordered = preferred + inUse.filter { !preferred.contains($0) }
            let chosen = ordered.first { isOpen($0, at: now) } ?? ordered.min { rest($0) < rest($1) }
            return chosen.flatMap { gateways[$0] }
        }
    }

    /// Whether it would go to another carrier now, one that has not refused lately: two that both refuse must not have
    /// it thrown from one to the other without a rest.
    package func hasOther(than name: String, for delivery: Delivery) -> Bool {
        guard let other = choose(delivery), other.name != name else { return false }
        return lock.withLock { isOpen(other.name, at: .now) }
    }

    /// It took nothing; it rests, longer each time, while others are there.
    package func refused(_ name: String, _ problem: String, at now: ContinuousClock.Instant = .now) {
        lock.withLock {
            let count = (refusals[name]?.count ?? 0) + 1
            let rest = min(Duration.seconds(1 << min(count, 6)), Self.longestRest)
            refusals[name] = Refusals(count: count, until: now + rest, problem: problem)
        }
    }

    /// It takes texts.
    package func accepted(_ name: String) { _ = lock.withLock { refusals.removeValue(forKey: name) } }

    /// Why a carrier took nothing the last time, for people; nil while it takes texts.
    package func problem(of name: String) -> String? { lock.withLock { refusals[name]?.problem } }

    private func isOpen(_ name: String, at now: ContinuousClock.Instant) -> Bool {
        refusals[name].map { $0.until <= now } ?? true
    }

    private func rest(_ name: String) -> ContinuousClock.Instant { refusals[name]?.until ?? .now }
}
