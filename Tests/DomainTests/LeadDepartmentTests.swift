import Domain
import Foundation
import TestSupport
import Testing

/// One department leads a matter, and is told of an emergency once. [R2]
@Suite struct LeadDepartmentTests {
    @Test func theNearestAreasDepartmentLeads() throws {
        var leads = LeadDepartments()
        leads.add("city", leading: .gas, in: nil)
        leads.add("town", leading: .gas, in: try EscalationFixture.area("330604112"))
        leads.add("b", leading: .gas, in: try EscalationFixture.area("330604112221"))
        leads.add("a", leading: .gas, in: try EscalationFixture.area("330604112221"))
        leads.add("fire", leading: .fire, in: try EscalationFixture.area("330604113"))
        func lead(_ category: Domain.Category, _ code: String) throws -> String? {
            leads.lead(of: category, at: try EscalationFixture.area(code))
        }
        #expect(try lead(.gas, "330604112221002") == "a")
        #expect(try lead(.gas, "330604112222") == "town")
        #expect(try lead(.gas, "330605") == "city")
        #expect(try lead(.fire, "330604112221002") == nil)
    }

    @Test func whatBecomesAnEmergencyIsToldToTheLeadOnce() throws {
        var found = try IncidentFixture.opened()
        try settle(amended(10, .urgent, .fire), &found)
        #expect(calls(found).isEmpty, "no emergency")
        try settle(amended(20, .emergency), &found)
        #expect(calls(found) == ["department:fire"])
        var again = try IncidentFixture.report("r2", from: "portal", 30)
        again.severity = .emergency
        try settle(again, &found)
        try settle(amended(40, .normal), &found)
        try settle(amended(50, .emergency), &found)
        #expect(calls(found) == ["department:fire"])
    }

    @Test func anotherCategoryIsAnothersToLead() throws {
        var found = try IncidentFixture.opened(severity: .emergency)
        #expect(calls(found).isEmpty, "nobody leads a service")
        try settle(amended(10, nil, .fire), &found)
        try settle(amended(20, nil, .dispute), &found)
        try settle(amended(30, nil, .fire), &found)
        try settle(amended(40, nil, .gas), &found)
        #expect(calls(found) == ["department:fire", "department:justice", nil, nil])
        #expect(
            found.history.filter { $0.kind == .called }.map(\.text).suffix(2) == [
                "the department that leads it knows", "no department leads this category here",
            ])
    }

    @Test func whatIsReportedAfterItsEndIsToldAnew() throws {
        var found = try IncidentFixture.opened()
        try settle(amended(10, .emergency, .fire), &found)
        try settle(IncidentFixture.act(.cancelled, 20, by: "", from: "hotline"), &found)
        try settle(try IncidentFixture.report("r2", 30), &found)
        #expect(calls(found) == ["department:fire", "department:fire"])
        #expect(Set(found.history.map(\.eventID)).count == found.history.count)
    }

    @Test func whereTwoAreOneItIsNotToldAgain() throws {
        var (found, other) = (try IncidentFixture.opened(), try IncidentFixture.opened())
        try settle(amended(10, nil, .fire), &found)
        try settle(amended(10, nil, .fire), &other)
        var worse = try IncidentFixture.report("r2", from: "portal", 20)
        worse.severity = .emergency
        try settle(worse, &other)
        found.absorb(&other, now: IncidentFixture.at(30))
        let decided = IncidentFixture.settling(try EscalationFixture.roster(), at: 30)
            .settle(&found, saying: IncidentState(folding: found.history))
        #expect(decided.map(\.want) == [.emergency])
        #expect(calls(found) == ["department:fire"] && calls(other) == ["department:fire"])
        #expect(found.add(IncidentFixture.act(.accepted, 40, by: "department:fire")).stage == .accepted)
    }

    @Test func whoWasToldMayTakeItOn() throws {
        var found = try IncidentFixture.opened()
        let early = IncidentFixture.act(.accepted, 5, by: "department:fire")
        #expect(found.add(early).refused(early) == .notResponsible)
        try settle(amended(10, .emergency, .fire), &found)
        let state = found.add(IncidentFixture.act(.accepted, 20, by: "department:fire"))
        #expect(state.responsible == .department("fire") && state.rule == .tookOver && state.stage == .accepted)
    }

    @Test func aTransferToALeadThatThereIsNotIsRefused() throws {
        var found = try IncidentFixture.opened()
        let transfer = IncidentFixture.act(.transferred, 10)
        #expect(found.add(transfer).refused(transfer) == .noLead)
        #expect(found.incident.stage == .assigned && found.incident.offeredTo == nil)
        let strange = IncidentFixture.act(.transferred, 20, by: "officer:9")
        #expect(found.add(strange).refused(strange) == .notResponsible)
    }

    /// As long as it does not end, whatever happens; and the fold says the same of any order.
    @Test(arguments: Seeded.seeds(500)) func nobodyIsToldTwice(seed: UInt64) throws {
        var random = Seeded(seed)
        var found = try IncidentFixture.opened(severity: random.pick(Severity.allCases, or: .normal))
        for step in 1...12 {
            let kind: IncidentEntry.Kind = random.pick([.reported, .amended, .accepted, .declined], or: .amended)
            var entry = IncidentFixture.act(
                kind, Double(Int.random(in: 0...20, using: &random)), by: "officer:1", from: "hotline-\(step)")
            entry.posts = [.gridLeader]
            entry.severity = random.pick(Severity.allCases, or: .emergency)
            entry.category = random.pick([nil, .fire, .dispute, .gas], or: nil)
            entry.area = random.oneIn(3) ? try EscalationFixture.area("330604112221003") : nil
            try settle(entry, &found, at: Double(step) * 30)
            #expect(IncidentState(folding: found.history).want == nil)
        }
        let told = calls(found).compactMap(\.self)
        #expect(told.count == Set(told).count, "\(told)")
        #expect(
            IncidentState(folding: (found.history + found.history).shuffled(using: &random))
                == IncidentState(folding: found.history))
    }

    /// Decided a minute after what came, unless it came late.
    private func settle(_ entry: IncidentEntry, _ found: inout IncidentCase, at minutes: Double? = nil) throws {
        let state = found.add(entry)
        let came = entry.at.timeIntervalSince(EscalationFixture.start) / 60
        _ = IncidentFixture.settling(try EscalationFixture.roster(), at: minutes ?? came + 1)
            .settle(&found, saying: state)
    }

    private func amended(
        _ minutes: Double, _ severity: Severity?, _ category: Domain.Category? = nil
    ) -> IncidentEntry {
        var entry = IncidentFixture.act(.amended, minutes, by: "", from: "hotline")
        (entry.severity, entry.category) = (severity, category)
        return entry
    }

    private func calls(_ found: IncidentCase) -> [String?] {
        found.history.filter { $0.kind == .called }.map { $0.responsible?.description }
    }
}
