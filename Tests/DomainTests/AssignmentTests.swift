import Domain
import Foundation
import TestSupport
import Testing

/// Who gets an incident, and by which rule.
@Suite struct AssignmentTests {
    @Test func theFirstRuleThatFindsSomebodyDecides() throws {
        #expect(try decide(reporter: 2).rule == .firstAsked)
        #expect(try decide().rule == .gridOfficer)
        #expect(try decide(without: [.gridOfficer]).rule == .gridLeader)
        #expect(try decide(without: [.gridOfficer, .gridLeader]).rule == .villageDuty)
        #expect(try decide(without: [.gridOfficer, .gridLeader, .villageDuty]).rule == .centreDuty)
        #expect(try decide(without: Set(PostRole.allCases)).rule == .nobody)
        #expect(try decide(isWorking: false).rule == .outOfHours)
    }

    @Test func anEmergencyGoesToBothAndTheLeader() throws {
        let assignment = try decide(severity: .emergency)
        #expect(assignment.rule == .emergencyJoint)
        #expect(assignment.told.map(\.officer) == [1, 2, 3])
    }

    @Test func aDisputeGoesToTheMediators() throws {
        #expect(try decide(category: .dispute).rule == .gridOfficer, "where there is none")
        var roster = try EscalationFixture.roster()
        let grid = try EscalationFixture.grid()
        let village = try #require(grid.at(.village))
        roster.add(EscalationFixture.holder(8), as: Roster.Post(area: village, role: .mediator))
        let dispute = Matter(category: .dispute, severity: .normal, place: grid)
        #expect(Assignment.decide(dispute, roster: roster, isWorking: true).rule == .mediator)
        #expect(Assignment.decide(dispute, roster: roster, isWorking: false).rule == .outOfHours)
        #expect(Assignment.handOver(dispute, roster: roster)?.responsible == .officer(8))
    }

    @Test func aUnitsLeaderAloneDoesNotStandInForTheOffice() throws {
        let unit = try EscalationFixture.area("330604112221002007")
        var roster = try EscalationFixture.roster(without: [.gridOfficer, .gridLeader])
        roster.add(EscalationFixture.holder(9), as: Roster.Post(area: unit, role: .unitLeader))
        let assignment = Assignment.decide(
            Matter(category: .fire, severity: .emergency, place: unit), roster: roster, isWorking: true)
        #expect(assignment.responsible == .officer(4))
        #expect(assignment.told.map(\.officer) == [4, 9])
    }

    @Test func aReopenedIncidentClimbsAnew() throws {
        var incident = try EscalationFixture.incident(.reopened)
        incident.assignedAt = EscalationFixture.start.addingTimeInterval(3_600)
        incident.askedAt = incident.assignedAt
        let rungs = Policy.standard.limits(for: incident).ladder.indices
        let decided = Set(
            EscalationTimer.Kind.allCases.flatMap { kind in
                rungs.map { EscalationTimer.Key(kind: kind, rung: $0, edition: "standard-1") }
            })
        let timers = EscalationDecision.timers(for: incident, policy: .standard, decided: decided)
        #expect(Set(timers.map(\.key.kind)) == [.accept, .resolve])
        #expect(timers.allSatisfy { $0.key.rung == 0 && $0.dueAt > incident.assignedAt })
    }

    @Test func oneSourcesRefusalIsNotAnothers() {
        let start = EscalationFixture.start
        var reported = IncidentEntry(source: "a", eventID: "0", at: start, kind: .reported, actor: "")
        reported.severity = .normal
        var assigned = IncidentEntry(source: "f", eventID: "0", at: start, kind: .assigned, actor: "")
        assigned.responsible = .officer(1)
        let strange = act("a", by: "officer:7", at: start.addingTimeInterval(1))
        let right = act("b", by: "officer:1", at: start.addingTimeInterval(2))
        let state = IncidentState(folding: [reported, assigned, strange, right])
        #expect(state.refused(strange) == .notResponsible)
        #expect(state.refused(right) == nil)
        #expect(state.stage == .accepted)
    }

    private func act(_ source: String, by actor: String, at instant: Date) -> IncidentEntry {
        IncidentEntry(source: source, eventID: "1", at: instant, kind: .accepted, actor: actor)
    }

    private func decide(
        category: Domain.Category = .service, severity: Severity = .normal, reporter: Int64? = nil,
        without missing: Set<PostRole> = [],
        isWorking: Bool = true
    ) throws -> Assignment {
        Assignment.decide(
            Matter(category: category, severity: severity, place: try EscalationFixture.grid()), reporter: reporter,
            roster: try EscalationFixture.roster(without: missing), isWorking: isWorking)
    }
}
