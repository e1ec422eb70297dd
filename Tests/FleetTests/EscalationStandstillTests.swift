import Domain
import Events
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

/// The fleet stands for eight hours of its clock: nobody is buried when it comes back.
@Suite struct EscalationStandstillTests {
    private static let matters = Domain.Category.allCases.count

    @Test func afterEightHoursEachMatterIsOneStepAndOneText() async throws {
        try await FleetTown.run { town in
            let carrier = StandinCarrierProcess(
                folder: FileManager.default.temporaryDirectory.appending(path: "carrier-\(UUID().uuidString)"))
            try carrier.start(town)
            let before = try await start(town, carrier, "2026-03-03T10:00:00+08:00*1")
            try await town.publish(Domain.Category.allCases.map(report))
            try await town.until("all armed") {
                try await town.count("timer", "kind = 'accept'") == Self.matters
            }
            for process in before {
                process.send(SIGTERM)
                #expect(try await process.exit() == 0)
            }
            #expect(try await town.count("timer_decision") == 0)

            let after = try await start(town, carrier, "2026-03-03T18:00:00+08:00*1")
            // Six rungs to accept and to resolve were missed, by each of them.
            try await town.until("all climbed", within: .seconds(30)) {
                try await town.count("timer_decision", "kind IN ('accept', 'resolve')") == 12 * Self.matters
            }
            try await town.until("every text has gone", within: .seconds(30)) {
                let waiting = try await town.count("delivery", "state IN ('pending', 'sending')")
                let (asked, untold) = try await (
                    town.count("notice", "purpose = 'escalation' AND incident IS NOT NULL"), town.count("outbox")
                )
                return waiting == 0 && untold == 0 && asked == Self.matters
            }
            // A text for each matter that says how late it is, and one for the desks, with their number.
            #expect(try await town.count("notice", "purpose = 'escalation' AND incident IS NOT NULL") == Self.matters)
            #expect(
                try await town.count(
                    "notice", "purpose = 'escalation' AND incident IS NOT NULL AND text LIKE '%本条迟发%小时。'")
                    == Self.matters)
            let texts = try carrier.messages().filter { $0.text.contains("升级到您处") }
            let phones = Dictionary(grouping: texts, by: \.phone)
            #expect(
                !phones.isEmpty && phones.values.allSatisfy { $0.count <= 2 }, "a desk is told at most once a minute")
            #expect(texts.contains { $0.text.hasPrefix("【联户】\(Self.matters)件事件升级到您处") })
            #expect(try await town.count("timer_decision", "outcome = 'desk'") == 2 * Self.matters)
            for process in after { process.send(SIGTERM) }
        }
    }

    private func start(
        _ town: FleetTown, _ carrier: StandinCarrierProcess, _ clock: String
    ) async throws -> [WorkerProcess] {
        var settings = carrier.settings()
        settings["LIANHU_CLOCK"] = clock
        var processes: [WorkerProcess] = []
        for program in ["lianhu-intake", "lianhu-notice", "lianhu-escalation"] {
            processes.append(try await town.startReady(program, settings))
        }
        return processes
    }

    /// One matter a category.
    private func report(_ category: Domain.Category) -> CloudEvent {
        CloudEvent(
            id: category.rawValue, source: "hotline", type: "incident.reported", time: nil,
            data: [
                "category": .string(category.rawValue), "severity": "emergency",
                "text": "t", "place": ["area": .string(FleetTown.grid)],
            ])
    }
}
