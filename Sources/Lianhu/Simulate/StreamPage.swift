import Domain
import Events
import Foundation
import Store

/// What came of a made-up day, on a page.
struct StreamPage {
    let stream: SimulatedStream
    let outcome: StreamPlayer.Outcome
    let times: LocalTimes

    func show(_ context: CommandContext) async throws {
        let drained =
            outcome.draining.map { String(format: "all done %.1f s later", $0) }
            ?? "not all done after a quarter of an hour"
        print(Terminal.bold(String(format: "The day took %.1f s; ", outcome.playing) + drained))
        outcome.ledger.print()
        showEmergencies()
        for peak in outcome.backlog {
            print("Backlog: at most \(peak.count) in \(peak.queue), at \(times.minute(peak.at))")
        }
        try await showRest(context)
    }

    private func showEmergencies() {
        for (name, waits) in emergencies where !waits.isEmpty {
            print("\(name): \(waits.count), " + Self.sentence(waits))
        }
        if stream.storm != nil {
            print("The fire: \(SimulatedDay.Storm.fireReports) reports, \(outcome.fireIncidents) incident")
        }
    }

    /// By what they belong to.
    private var emergencies: [(String, [EmergencyWatch.Wait])] {
        let parts = Dictionary(grouping: outcome.waits) { wait in
            Int(wait.id.dropFirst(stream.prefix.count)).map { stream.reports[$0].part } ?? .day
        }
        return [
            ("Emergencies of the day", parts[.day] ?? []), ("Emergencies in and after the storm", parts[.amidst] ?? []),
            ("Reports of the one fire", parts[.fire] ?? []),
        ]
    }

    private static func sentence(_ waits: [EmergencyWatch.Wait]) -> String {
        let seconds = waits.compactMap(\.seconds).sorted()
        let missing = waits.count - seconds.count
        guard let last = seconds.last else { return "none assigned" }
        func share(_ part: Double) -> Double { seconds[min(seconds.count - 1, Int(Double(seconds.count) * part))] }
        return String(
            format: "assigned after median %.3f s, p99 %.3f s, at most %.3f s; over 1 s: %d", share(0.5), share(0.99),
            last,
            seconds.filter { $0 > 1 }.count) + (missing > 0 ? "; never: \(missing)" : "")
    }

    private func showRest(_ context: CommandContext) async throws {
        let questions: [(String, DayStore.Question)] = [
            ("Texts", .deliveries), ("Timers that fired", .timersFired), ("Timers armed", .timersArmed),
        ]
        for (name, question) in questions {
            let counts = try await context.pool.load(DayStore.counts(question))
            let text = counts.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
            print("\(name): \(text.isEmpty ? "none" : text)")
        }
    }

    var json: JSON {
        [
            "playingSeconds": .double(outcome.playing), "drainingSeconds": outcome.draining.map(JSON.double) ?? .null,
            "fireIncidents": .int(Int64(outcome.fireIncidents)), "ledger": outcome.ledger.json,
            "emergencies": .array(
                outcome.waits.map { ["id": .string($0.id), "seconds": $0.seconds.map(JSON.double) ?? .null] }),
            "backlog": .array(
                outcome.backlog.map {
                    ["queue": .string($0.queue), "most": .int(Int64($0.count)), "at": .string(RFC3339.text($0.at))]
                }),
        ]
    }
}
