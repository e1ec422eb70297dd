import Domain
import Foundation
import TestSupport
import Testing

/// What holds of every history, whatever came in which order. [architecture.md, promise 2]
@Suite struct IncidentHistoryTests {
    private static let facts: [IncidentEntry.Kind] = [
        .reported, .accepted, .declined, .progressed, .resolved, .visited, .transferred, .extended, .paused, .resumed,
        .reopened,
        .cancelled, .amended, .mediated, .escalated,
    ]

    /// Law 2, and that somebody has it at every moment, by a rule.
    @Test(arguments: Seeded.seeds(2_000))
    func somebodyHasItByARuleAndNothingIsLeftToDecide(seed: UInt64) throws {
        var random = Seeded(seed)
        var found = try IncidentFixture.opened(severity: random.pick(Severity.allCases, or: .normal))
        for step in 1...Int.random(in: 1...15, using: &random) {
            let entry = try fact(step, &random)
            let state = found.add(entry)
            _ = IncidentFixture.settling(try roster(&random), at: Double(step) * 10).settle(&found, saying: state)
            let after = IncidentState(folding: found.history)
            #expect(after.want == nil, "after \(entry.kind)")
            #expect(after.responsible != nil && after.rule != nil)
            #expect(after.offeredTo == nil || after.stage == .transferred)
            #expect(after.stage.isEnd == (after.closedAt != nil))
        }
        #expect(found.history.map(\.eventID).count == Set(found.history.map { [$0.source, $0.eventID] }).count)
    }

    /// Law 1, over histories with the fleet's decisions in them.
    @Test(arguments: Seeded.seeds(1_000))
    func anyOrderAndAnyDoublesSayTheSame(seed: UInt64) throws {
        var random = Seeded(seed)
        let found = try lived(&random)
        var muddled = found.history + found.history.filter { _ in random.oneIn(3) }
        muddled.shuffle(using: &random)
        #expect(IncidentState(folding: muddled) == IncidentState(folding: found.history))
    }

    /// Law 3, for what does not hang on who had it: the same facts in any order of arrival say as much of the matter.
    @Test(arguments: Seeded.seeds(500))
    func theOrderOfArrivalChangesNothingOfTheMatter(seed: UInt64) throws {
        var random = Seeded(seed)
        let kinds: [IncidentEntry.Kind] = [.reported, .amended, .escalated, .mediated]
        // From a source that reported: whether an act of others counts hangs on who had it.
        var facts = try (1...12).map { try fact($0, &random, of: kinds, from: "hotline") }
        let states = try (0..<2).map { _ in
            facts.shuffle(using: &random)
            var found = try IncidentFixture.opened()
            for (step, entry) in facts.enumerated() {
                let state = found.add(entry)
                _ = IncidentFixture.settling(try EscalationFixture.roster(), at: 200 + Double(step))
                    .settle(&found, saying: state)
            }
            return IncidentState(folding: found.history)
        }
        #expect(states[0].reports == states[1].reports && states[0].stage == states[1].stage)
        #expect(states[0].severity == states[1].severity && states[0].category == states[1].category)
        #expect(states[0].area == states[1].area)
    }

    @Test(arguments: Seeded.seeds(500))
    func mergingLosesNoReport(seed: UInt64) throws {
        var random = Seeded(seed)
        var (left, right) = (try lived(&random), try lived(&random))
        let all = Set((left.history + right.history).filter { $0.kind == .reported }.map { [$0.source, $0.eventID] })
        let worst = max(severity(left), severity(right))
        let before = right.history
        left.absorb(&right, now: IncidentFixture.at(500))
        let kept = Set(left.history.filter { $0.kind == .reported }.map { [$0.source, $0.eventID] })
        #expect(kept == all)
        #expect(IncidentState(folding: left.history).reports == all.count)
        #expect(IncidentState(folding: right.history).stage == .merged)
        #expect(Array(right.history.prefix(before.count)) == before, "its own history stays as it was")
        #expect(severity(left) == worst)
    }

    /// Whoever is posted where: what was recorded before is not touched by what is decided later.
    @Test(arguments: Seeded.seeds(300))
    func aReformChangesNoPast(seed: UInt64) throws {
        var random = Seeded(seed)
        var found = try lived(&random)
        let past = found.history
        let state = found.add(try fact(99, &random))
        _ = IncidentFixture.settling(Roster(), at: 2_000).settle(&found, saying: state)
        #expect(Array(found.history.prefix(past.count)) == past)
        #expect(IncidentState(folding: found.history).want == nil, "the desk has it where nobody is posted")
    }

    /// The highest that anybody reported: an amendment may say less.
    private func severity(_ found: IncidentCase) -> Severity {
        found.history.filter { $0.kind == .reported }.compactMap(\.severity).max() ?? .low
    }

    private func lived(_ random: inout Seeded) throws -> IncidentCase {
        var found = try IncidentFixture.opened()
        for step in 1...Int.random(in: 1...12, using: &random) {
            let state = found.add(try fact(step, &random))
            _ = IncidentFixture.settling(try roster(&random), at: Double(step) * 10).settle(&found, saying: state)
        }
        return found
    }

    private func fact(
        _ number: Int, _ random: inout Seeded, of kinds: [IncidentEntry.Kind] = facts, from source: String? = nil
    ) throws -> IncidentEntry {
        let kind = random.pick(kinds, or: .reported)
        let officer = Int64.random(in: 1...6, using: &random)
        let actor = random.pick(["officer:\(officer)", "desk:330604112", "department:gas", ""], or: "")
        var entry = IncidentEntry(
            source: source ?? random.pick(["hotline", "grid-app", "portal"], or: "hotline"),
            eventID: "\(number)-\(UInt32.random(in: 0...UInt32.max, using: &random))",
            at: IncidentFixture.at(Double(Int.random(in: 0...15, using: &random)) * 10), kind: kind, actor: actor)
        entry.severity = random.pick([nil] + Severity.allCases.map(Optional.some), or: nil)
        entry.category = random.pick([nil, .dispute, .fire], or: nil)
        entry.posts = random.oneIn(3) ? [.gridLeader] : random.oneIn(3) ? [.centreDuty] : []
        entry.score = kind == .visited ? Int.random(in: 1...5, using: &random) : nil
        entry.until = [.extended, .paused].contains(kind) ? IncidentFixture.at(5_000) : nil
        entry.rung = kind == .escalated ? Int.random(in: 0...5, using: &random) : nil
        entry.told = kind == .escalated ? [officer] : []
        if kind == .transferred {
            entry.responsible = random.pick([.officer(officer), .department("gas"), .desk(try desk)], or: nil)
        }
        if kind == .amended || kind == .reported {
            entry.area = try EscalationFixture.area(random.oneIn(2) ? "330604112221003" : "330604112221002")
        }
        return entry
    }

    private var desk: AreaCode { get throws { try EscalationFixture.area("330604112") } }

    /// Some posts are empty.
    private func roster(_ random: inout Seeded) throws -> Roster {
        try EscalationFixture.roster(without: Set(PostRole.allCases.filter { _ in random.oneIn(3) }))
    }
}
