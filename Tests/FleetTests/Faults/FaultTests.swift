import Foundation
import TestSupport
import Testing

/// The fleet's first promise under every fault: nothing lost, nothing twice, working again in time.
@Suite(.serialized) struct FaultTests {
    /// A machine that runs other suites beside this one is slower than the promise allows for.
    private static let headroom = 4.0

    @Test(.timeLimit(.minutes(8)), arguments: Seeded.seeds(1))
    func everyFaultOnce(seed: UInt64) async throws {
        let summary = try await FaultRun.whole(
            on: "faults", seed: seed, rate: 15, changes: FaultFleet.impatience, isInnocent: true
        ) { run, faults in
            try await run.outages(of: .seconds(6))
            await run.load.mixIn()
            var seeded = Seeded(seed)
            try await run.carryOut(faults.shuffled(using: &seeded).map { [$0] }, hold: 0.5...1.5)
        }
        #expect(summary.violations == [], "seed \(seed)")
        for (fault, times) in summary.recoveries {
            #expect(times.max() ?? 0 <= fault.limit * Self.headroom, "\(fault.title), seed \(seed)")
        }
    }
}
