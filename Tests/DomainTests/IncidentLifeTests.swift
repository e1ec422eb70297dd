import Domain
import Foundation
import Testing

/// The life of an incident, act by act. [domain.md 1]
@Suite struct IncidentLifeTests {
    @Test func whatIsHandedOverStaysUntilItIsAccepted() throws {
        var found = try IncidentFixture.opened()
        let state = found.add(transfer(10, to: .department("gas")))
        #expect(state.stage == .transferred && state.responsible == .officer(1))
        #expect(state.offeredTo == .department("gas"))
        let taken = found.add(IncidentFixture.act(.accepted, 20, by: "department:gas"))
        #expect(taken.stage == .accepted && taken.responsible == .department("gas") && taken.rule == .transferred)
        let late = IncidentFixture.act(.resolved, 30)
        #expect(found.add(late).refused(late) == .notResponsible, "whoever gave it away has been told so")
    }

    @Test func whatIsDeclinedGoesBackAndIsCounted() throws {
        var found = try IncidentFixture.opened()
        _ = found.add(IncidentFixture.act(.accepted, 5))
        _ = found.add(transfer(10, to: .department("gas")))
        let state = found.add(IncidentFixture.act(.declined, 20, by: "department:gas"))
        #expect(state.stage == .accepted && state.responsible == .officer(1) && state.bounces == 1)
        #expect(state.assignedAt == IncidentFixture.at(0), "no clock stops")
        #expect(state.want == nil)
    }

    @Test func whoGivesItBackIsNotAskedAgain() throws {
        var found = try IncidentFixture.opened()
        let state = found.add(IncidentFixture.act(.declined, 10))
        #expect(state.want == .another)
        let settling = IncidentFixture.settling(try EscalationFixture.roster(), at: 11)
        let decided = settling.settle(&found, saying: state)
        #expect(decided.map(\.assignment.rule) == [.adjacentOfficer])
        #expect(decided.first?.relieved == .officer(1))
        #expect(found.incident.responsible == .officer(2) && found.incident.bounces == 1)
    }

    @Test func moreTimeIsGrantedFromAbove() throws {
        var found = try IncidentFixture.opened()
        var own = IncidentFixture.act(.extended, 10)
        own.until = IncidentFixture.at(9000)
        #expect(found.add(own).refused(own) == .notEntitled)
        var granted = IncidentFixture.act(.extended, 20, by: "officer:3")
        (granted.until, granted.posts) = (IncidentFixture.at(9000), [.gridLeader])
        #expect(found.add(granted).refused(granted) == nil)
        let timers = EscalationDecision.timers(for: found.incident, policy: .standard, decided: [])
        #expect(timers.first { $0.key.kind == .resolve }?.dueAt == IncidentFixture.at(9000))
    }

    @Test func aBadMarkBringsItOneLevelUpEachTime() throws {
        var found = try IncidentFixture.opened()
        let roster = try EscalationFixture.roster()
        for (round, officer) in [(1, Int64(3)), (2, 4), (3, 5), (4, 6), (5, 6)] {
            let start = Double(round) * 100
            _ = found.add(IncidentFixture.act(.resolved, start, by: found.incident.responsible.description))
            var visit = IncidentFixture.act(.visited, start + 10, by: "")
            visit.score = 2
            let state = found.add(visit)
            #expect(state.stage == .reopened && state.want == .levelUp)
            _ = IncidentFixture.settling(roster, at: start + 11).settle(&found, saying: state)
            #expect(found.incident.responsible == .officer(officer) && found.incident.rule == .oneLevelUp)
            #expect(found.incident.reopenings == round)
        }
    }

    @Test func whatTwoReportedOneCannotCallOff() throws {
        var found = try IncidentFixture.opened()
        _ = found.add(try IncidentFixture.report("r1", from: "portal", 1))
        #expect(found.add(IncidentFixture.act(.cancelled, 2, by: "", from: "portal")).stage == .assigned)
        let stranger = IncidentFixture.act(.cancelled, 3, by: "", from: "elsewhere")
        #expect(found.add(stranger).refused(stranger) == .notReported)
        #expect(found.add(IncidentFixture.act(.cancelled, 4, by: "", from: "hotline")).stage == .cancelled)
    }

    @Test func reportedAgainAfterTheEndItBeginsAgain() throws {
        var found = try IncidentFixture.opened()
        _ = found.add(IncidentFixture.act(.cancelled, 2, by: "", from: "hotline"))
        let state = found.add(try IncidentFixture.report("r1", 5))
        #expect(state.stage == .reopened && state.want == .again)
        _ = IncidentFixture.settling(try EscalationFixture.roster(), at: 6).settle(&found, saying: state)
        #expect(found.incident.responsible == .officer(1) && found.incident.closedAt == nil)
    }

    @Test func anotherPlaceIsAnothersMatter() throws {
        var found = try IncidentFixture.opened()
        var amended = IncidentFixture.act(.amended, 10, by: "", from: "hotline")
        amended.area = try EscalationFixture.area("330604112221003")
        let state = found.add(amended)
        #expect(state.want == .placed && found.incident.area == amended.area)
        _ = IncidentFixture.settling(try EscalationFixture.roster(), at: 11).settle(&found, saying: state)
        #expect(found.incident.responsible == .officer(2))
    }

    @Test func whatBecomesAnEmergencyCallsBothAtOnce() throws {
        var found = try IncidentFixture.opened()
        var amended = IncidentFixture.act(.amended, 10)
        amended.severity = .emergency
        let state = found.add(amended)
        let decided = IncidentFixture.settling(try EscalationFixture.roster(), at: 11).settle(&found, saying: state)
        #expect(decided.map(\.want) == [.emergency])
        #expect(decided.first?.assignment.told.map(\.officer) == [1, 2, 3])
        #expect(found.incident.responsible == .officer(1), "whoever has it keeps it")
        #expect(IncidentState(folding: found.history).want == nil)
    }

    @Test func theDeskThatHasItActsThroughWhoeverSitsThere() throws {
        var found = try IncidentFixture.opened()
        var offer = transfer(10, to: .desk(try EscalationFixture.area("330604112")))
        offer.posts = [.gridLeader]
        _ = found.add(offer)
        let outsider = IncidentFixture.act(.accepted, 15, by: "officer:9")
        #expect(found.add(outsider).refused(outsider) == .notResponsible)
        var sitting = IncidentFixture.act(.accepted, 20, by: "officer:5")
        sitting.posts = [.centreDuty]
        #expect(found.add(sitting).responsible == .officer(5))
    }

    @Test func anUnansweredVisitIsRemindedOfAndThenOver() throws {
        var found = try IncidentFixture.opened()
        _ = found.add(IncidentFixture.act(.resolved, 10))
        let first = EscalationDecision.timers(for: found.incident, policy: .standard, decided: [])
        #expect(first.map(\.key.kind) == [.visit] && first.first?.key.rung == 0)
        let second = EscalationDecision.timers(
            for: found.incident, policy: .standard, decided: Set(first.map(\.key)))
        #expect(second.map(\.key.rung) == [EscalationTimer.closingRung])
        #expect(
            EscalationDecision.timers(
                for: found.incident, policy: .standard, decided: Set((first + second).map(\.key))
            ).isEmpty)
        #expect(found.add(found.decision(.closed, "closed", now: IncidentFixture.at(9000))).stage == .closed)
    }

    @Test func anAnswerThatCameLateStillBeginsItAgain() throws {
        var found = try IncidentFixture.opened()
        _ = found.add(IncidentFixture.act(.resolved, 10))
        _ = found.add(found.decision(.closed, "closed", now: IncidentFixture.at(9000)))
        var visit = IncidentFixture.act(.visited, 8000, by: "")
        visit.score = 1
        let state = found.add(visit)
        #expect(state.stage == .reopened, "the end that was decided without it does not stand")
    }

    @Test func aPauseNeedsAPostAndEndsWhenItIsSaid() throws {
        var found = try IncidentFixture.opened()
        _ = found.add(IncidentFixture.act(.accepted, 5))
        var own = IncidentFixture.act(.paused, 10)
        own.until = IncidentFixture.at(100)
        let refused = found.add(own)
        #expect(refused.refused(own) == .notEntitled && found.incident.pauses.isEmpty)
        var granted = IncidentFixture.act(.paused, 20, by: "officer:3")
        (granted.until, granted.posts) = (IncidentFixture.at(200), [.gridLeader])
        _ = found.add(granted)
        #expect(found.incident.pauses == [IncidentFixture.at(20)..<IncidentFixture.at(200)])
        var longer = IncidentFixture.act(.paused, 30, by: "officer:3")
        (longer.until, longer.posts) = (IncidentFixture.at(300), [.gridLeader])
        _ = found.add(longer)
        #expect(found.incident.pauses == [IncidentFixture.at(20)..<IncidentFixture.at(300)])
        var back = IncidentFixture.act(.resumed, 40, by: "officer:3")
        back.posts = [.gridLeader]
        _ = found.add(back)
        #expect(found.incident.pauses == [IncidentFixture.at(20)..<IncidentFixture.at(40)])
    }

    @Test func aTransferAsksForAnAnswerOfItsOwn() throws {
        var found = try IncidentFixture.opened()
        _ = found.add(IncidentFixture.act(.accepted, 5))
        _ = found.add(transfer(3000, to: .officer(2)))
        let timers = EscalationDecision.timers(for: found.incident, policy: .standard, decided: [])
        let accept = try #require(timers.first { $0.key.kind == .accept })
        #expect(accept.dueAt > IncidentFixture.at(3000), "not the acceptance of two days ago")
        #expect(accept.key.edition != "standard-1")
        let round = EscalationRound(
            found.incident, armed: timers, decided: [],
            in: EscalationWorld(policy: .standard, roster: try EscalationFixture.roster(), now: accept.dueAt))
        #expect(
            round.climbs.first { $0.kind == .accept }?.people.map(\.officer) == [2], "whoever was asked is reminded")
    }

    private func transfer(_ minutes: Double, to receiver: Responsible) -> IncidentEntry {
        var entry = IncidentFixture.act(.transferred, minutes)
        entry.responsible = receiver
        return entry
    }
}
