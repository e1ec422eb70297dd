import Domain
import Foundation
import TestSupport
import Testing

/// Law 1: any order and any doubles of the same entries fold to the same state, and so to the same timers.
@Suite struct EscalationHistoryTests {
    @Test(arguments: Seeded.seeds(400))
    func foldIsIndependentOfOrderAndDoubles(seed: UInt64) {
        var random = Seeded(seed)
        let history = history(&random)
        let state = IncidentState(folding: history)
        var muddled = history + history.filter { _ in random.oneIn(3) }
        muddled.shuffle(using: &random)
        #expect(IncidentState(folding: muddled) == state)
    }

    private func history(_ random: inout Seeded) -> [IncidentEntry] {
        var entries = [entry(.reported, at: 0, number: 0, &random)]
        for number in 1...Int.random(in: 1...12, using: &random) {
            // Few instants, so that many entries share one.
            let at = Double(Int.random(in: 0...5, using: &random)) * 60
            let kind = random.pick(IncidentEntry.Kind.allCases, or: .reported)
            entries.append(entry(kind, at: at, number: number, &random))
        }
        return entries
    }

    private func entry(
        _ kind: IncidentEntry.Kind, at seconds: Double, number: Int, _ random: inout Seeded
    ) -> IncidentEntry {
        let officer = Int64.random(in: 1...3, using: &random)
        var entry = IncidentEntry(
            source: random.pick(["portal", "lianhu/intake", "hotline"], or: "portal"), eventID: "\(number)",
            at: EscalationFixture.start.addingTimeInterval(seconds), kind: kind, actor: "officer:\(officer)")
        entry.category = random.pick(Category.allCases, or: .other)
        entry.severity = random.pick(Severity.allCases, or: .normal)
        entry.responsible = kind == .assigned || kind == .transferred ? .officer(officer) : nil
        entry.rung = kind == .escalated ? Int.random(in: 0...5, using: &random) : nil
        entry.score = kind == .visited ? Int.random(in: 1...5, using: &random) : nil
        entry.told = kind == .escalated ? [officer] : []
        return entry
    }
}
