import Domain
import Foundation
import Store

/// What became of the day, in under a screen.
struct VillageSummary {
    let context: CommandContext

    func print() async throws {
        let lines = try await context.pool.load(DayStore.incidents(limit: 12))
        let reports = try await counts(.reports).first?.count ?? 0
        Swift.print(
            Terminal.bold("The day: \(reports) reports in, \(lines.count) incidents opened, ")
                + Terminal.bold("\(reports - lines.count) merged into one that was there"))
        show(lines)
        try await showTexts()
        try await showDuties()
        try await showDead()
    }

    private func show(_ lines: [DayStore.Line]) {
        var table = Table(
            ["incident", "what", "where", "reports", "who has it", "by rule", "rungs", "stage"], numbers: [3, 6])
        for line in lines {
            table.add(
                line.number, "\(line.category), \(line.severity)", String(line.area.suffix(6)), "\(line.reports)",
                line.responsible, line.rule, "\(line.rungs)", line.stage)
        }
        table.print()
    }

    private func showTexts() async throws {
        let sent = try await counts(.deliveries).map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        let purposes = try await counts(.notices).map { "\($0.name) \($0.count)" }.joined(separator: ", ")
        Swift.print(Terminal.bold("Texts: \(sent)") + " (\(purposes))")
        for (_, phone, text) in try await context.pool.load(DayStore.texts()) {
            let masked = PhoneNumber(phone)?.description ?? ""
            Swift.print("  \(masked)  \(text.plain.cut(to: (Terminal.width ?? 110) - 15))")
        }
    }

    private func showDuties() async throws {
        let fired = try await counts(.timersFired).map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        let armed = try await counts(.timersArmed).map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        let steps = try await counts(.inspections).map { "\($0.name) \($0.count)" }.joined(separator: ", ")
        Swift.print(Terminal.bold("Timers:") + " \(fired.isEmpty ? "none fired" : fired); still armed: \(armed)")
        Swift.print(Terminal.bold("Inspections:") + " \(steps)")
    }

    private func showDead() async throws {
        let dead = try await context.pool.load(DayStore.deadLetters())
        Swift.print(Terminal.bold("Dead letters: \(dead.count)"))
        for (id, reason, error) in dead {
            Swift.print("  \(id)  \(reason): \(error.plain.cut(to: (Terminal.width ?? 110) - 8 - reason.count))")
        }
        if let first = dead.first {
            Swift.print("  replay one: lianhu dead replay \(first.id) --because \"corrected\" --operator NAME")
        }
    }

    private func counts(_ question: DayStore.Question) async throws -> [(name: String, count: Int)] {
        try await context.pool.load(DayStore.counts(question))
    }
}
