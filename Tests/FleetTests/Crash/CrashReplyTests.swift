import Events
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

/// The notice worker dies at each step of a reply's way: the answer counts, once.
@Suite struct CrashReplyTests {
    @Test(.timeLimit(.minutes(4))) func everyStepCanBeTheLast() async throws {
        let steps: [CrashPoint] = [
            .received, .decoded, .begun, .loaded, .decided, .saved, .committed, .published, .acknowledged,
        ]
        try await CrashTown.run(clock: "2026-03-02T10:00:00+08:00*1") { crash in
            let town = crash.town
            for (done, step) in steps.enumerated() {
                let name = step.rawValue
                try await town.publish([FleetTown.report(name, "灯坏了 \(name)", reference: name)])
                try await town.until("the question") { try await town.count("question") == done + 1 }
                try await town.until("its text") { try await town.count("delivery", "state = 'delivered'") == done + 1 }
                let death = CrashStep(point: step, place: "ordinary")
                try await crash.fleet.dies("lianhu-notice", [death.settings]) {
                    try await town.publish([Self.reply("办结", "reply-\(name)")])
                }
                try await town.until("done after \(name)") {
                    try await town.count("incident", "stage = 'resolved'") == done + 1
                }
            }
            #expect(try await town.count("incident_event", "kind = 'resolved'") == steps.count)
            #expect(try await town.count("question", "answer = '2' AND closed_at IS NOT NULL") == steps.count)
            #expect(try await town.count("dead_letter") == 0)
            try await crash.balances()
        }
    }

    private static func reply(_ text: String, _ id: String) -> CloudEvent {
        CloudEvent(
            id: id, source: "carrier/standin", type: "notice.replied", subject: nil,
            time: FleetTown.morning.addingTimeInterval(30), data: ["phone": "13800000001", "text": .string(text)])
    }
}
