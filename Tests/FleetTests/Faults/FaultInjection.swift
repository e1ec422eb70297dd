import Fleet
import Foundation
import Glibc
import Postgres
import TestSupport

/// Carries faults out: inject, hold, heal. Each returns the instant from which recovery counts.
struct FaultInjection {
    let fleet: FaultFleet
    let load: FaultLoad
    /// How long the fault lasts, where it is one that lasts.
    let hold: Duration
    var seeded: Seeded

    var servers: FaultServers { fleet.servers }

    mutating func carryOut(_ fault: Fault) async throws -> ContinuousClock.Instant {
        switch fault.part {
        case .workers: try await onWorkers(fault)
        case .broker: try await onBroker(fault)
        case .cluster: throw FleetTestError("\(fault.title): there is but one broker")
        case .database: try await onDatabase(fault)
        case .brokerLine: await onLine(fault, oneOrAll { $0.broker })
        case .databaseLine: await onLine(fault, oneOrAll { $0.database })
        case .carrierLine: await onLine(fault, [fleet.carrierLine])
        }
    }

    func waitOut(_ duration: Duration) async { await Self.wait(until: .now + duration) }

    static func wait(until instant: ContinuousClock.Instant) async {
        try? await Task.sleep(until: instant, clock: .continuous)
    }

    // MARK: - Workers

    private mutating func onWorkers(_ fault: Fault) async throws -> ContinuousClock.Instant {
        let all = await fleet.slots.all
        let victim = all[Int.random(in: 0..<all.count, using: &seeded)]
        switch fault {
        case .workersKilled:
            var last = ContinuousClock.now
            for slot in all.shuffled(using: &seeded) { last = try await slot.killAndAwaitNext() }
            return last
        case .workerStopped:
            await victim.send(SIGSTOP)
            await waitOut(hold)
            await victim.send(SIGCONT)
            return .now
        case .deadlyDelivery: return try await deadly()
        case .replicasChanged: return try await replicas()
        default: return try await victim.killAndAwaitNext()
        }
    }

    private func deadly() async throws -> ContinuousClock.Instant {
        let event = await load.publishDeadly()
        // Asked through an outage too: faults come together.
        try await BrokerFixture.until("a dead letter of \(event.id)", within: .seconds(300)) {
            let letters = try? await fleet.town.count("dead_letter", "event_id = \(event.id)")
            return letters ?? 0 > 0
        }
        return .now
    }

    /// Four of each kind, then one, then as many as before.
    private func replicas() async throws -> ContinuousClock.Instant {
        for count in [4, 1] {
            for worker in Worker.allCases {
                let ends = try await fleet.scale(worker, to: count)
                guard ends.allSatisfy({ $0 == 0 || $0 == 75 }) else {
                    throw FleetTestError("\(worker) did not drain: \(ends)")
                }
            }
            await waitOut(hold)
        }
        for worker in Worker.allCases { try await fleet.scale(worker, to: FaultFleet.replicas[worker] ?? 1) }
        return .now
    }

    // MARK: - The lines between

    /// One kind of worker's line, or all.
    private mutating func oneOrAll(_ side: (FaultFleet.Line) -> TCPProxy) -> [TCPProxy] {
        let all = Worker.allCases.compactMap { fleet.lines[$0] }
        let chosen = seeded.oneIn(2) ? all : [all[Int.random(in: 0..<all.count, using: &seeded)]]
        return chosen.map(side)
    }

    private func onLine(_ fault: Fault, _ proxies: [TCPProxy]) async -> ContinuousClock.Instant {
        switch fault {
        case .brokerCut, .databaseCut, .carrierCut:
            for proxy in proxies { proxy.refuse() }
            await waitOut(hold)
            for proxy in proxies { proxy.admit() }
        case .brokerSlow, .databaseSlow, .carrierSlow:
            for proxy in proxies { proxy.slow(bytesPerSecond: 20_000, delay: 0.05) }
            await waitOut(hold)
            for proxy in proxies { proxy.hurry() }
        default:
            for proxy in proxies { proxy.freeze() }
            await waitOut(hold)
            for proxy in proxies { proxy.thaw() }
        }
        return .now
    }
}
