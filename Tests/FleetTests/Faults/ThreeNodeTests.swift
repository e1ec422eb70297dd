import Foundation
import TestSupport
import Testing

/// Three brokers, one after the other killed, then two at once: a node's death is no outage, and that of the majority
/// loses nothing. By `scripts/faults --cluster` alone: three brokers need the machine to themselves.
@Suite(.serialized) struct ThreeNodeTests {
    /// A machine that runs other suites beside this one is slower than the promise allows for.
    private static let headroom = 4.0

    @Test(.enabled(if: LongFaults.setting("CLUSTER") != nil), .timeLimit(.minutes(6)), arguments: Seeded.seeds(1))
    func aKilledNodeIsNoOutage(seed: UInt64) async throws {
        let summary = try await FaultRun.whole(
            on: "three", joining: ["three-b", "three-c"], seed: seed, rate: 15, changes: FaultFleet.impatience
        ) { run, _ in
            let cluster = FaultCluster(run.fleet)
            for (queue, members) in try await cluster.members() where members.all != 3 {
                run.fail("\(queue) has \(members.all) members")
            }
            try await run.underLoad { try await $0.killBrokers(of: cluster) }
        }
        #expect(summary.violations == [], "seed \(seed)")
        for (fault, times) in summary.recoveries {
            #expect(times.max() ?? 0 <= fault.limit * Self.headroom, "\(fault.title), seed \(seed)")
        }
    }
}
