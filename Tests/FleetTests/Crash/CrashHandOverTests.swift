import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

/// Intake dies at each step of handing over what was filed at night: it is handed over once all the same.
@Suite struct CrashHandOverTests {
    @Test(.timeLimit(.minutes(3))) func everyStepCanBeTheLast() async throws {
        let steps: [CrashPoint] = [.dueClaimed, .dueDecided, .dueCommitted, .dueSent, .duePublished]
        try await CrashTown.run(clock: "2026-03-02T20:00:00+08:00*1") { crash in
            let town = crash.town
            for (done, step) in steps.enumerated() {
                try await town.publish([FleetTown.report("r\(done)", "灯坏了 \(done)", reference: "matter-\(done)")])
                try await town.until("the night's list") { try await town.count("hand_over") == 1 }
                let death = CrashStep(point: step, place: "handOver")
                try await crash.fleet.dies("lianhu-intake", [death.settings]) {
                    // It is due when the day opens, and that may be any moment.
                    _ = try await town.pool.query("UPDATE hand_over SET due_at = '2026-03-02T00:00:00Z'")
                }
                try await town.until("handed over after \(step.rawValue)") {
                    try await town.count("incident", "rule = 'handedOver' AND responsible = 'officer:1'") == done + 1
                }
                try await town.until("its list asked for") {
                    try await town.count("notice", "purpose = 'handOver'") == done + 1
                }
            }
            #expect(try await town.count("incident_event", "rule = 'handedOver'") == steps.count)
            #expect(try await town.count("hand_over") == 0)
            try await town.outboxEmpties(within: .seconds(15))
        }
    }
}
