import Foundation
import TestSupport
import Testing

/// As long as `scripts/faults` asks.
@Suite(.serialized) struct LongFaultTests {
    private static let seed = UInt64(LongFaults.setting("SEED") ?? 1)

    @Test(.enabled(if: LongFaults.minutes != nil)) func faultsForAsLongAsAsked() async throws {
        guard let minutes = LongFaults.minutes else { return }
        // Fast enough that timers fire, slow enough that the evening's quiet hours do not come.
        let speed = minutes <= 110 ? 6 : 1
        let summary = try await FaultRun.whole(on: "faults-long", seed: Self.seed, rate: 10, speed: speed) {
            run, faults in
            let end = ContinuousClock.now + .seconds(60 * minutes)
            try await run.carryOut(FaultSchedule(faults, seed: Self.seed), hold: 1...30, until: end)
        }
        #expect(summary.violations == [])
    }

    @Test(.enabled(if: LongFaults.outage != nil)) func outagesForAsLongAsAsked() async throws {
        guard let minutes = LongFaults.outage else { return }
        let summary = try await FaultRun.whole(
            on: "faults-long", seed: Self.seed, rate: 10, speed: 1, isInnocent: true
        ) { run, _ in try await run.outages(of: .seconds(60 * minutes)) }
        #expect(summary.violations == [])
    }
}

/// What `scripts/faults` asks for.
enum LongFaults {
    static let minutes = setting("MINUTES")
    static let outage = setting("OUTAGE")

    static func setting(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment["LIANHU_TEST_FAULTS_\(name)"].flatMap { Int($0) }
    }
}
