import Domain
import Foundation
import TestSupport
import Testing

/// Timers and rungs as pure functions. [domain.md 3]
@Suite struct EscalationDecisionTests {
    private let policy = Policy.standard
    private let start = EscalationFixture.start

    @Test(arguments: Seeded.seeds(300))
    func timersAreAFunctionAndNeverTwoHaveOneKey(seed: UInt64) throws {
        var random = Seeded(seed)
        let incident = try EscalationFixture.any(&random)
        let decided = EscalationFixture.decided(&random)
        let timers = EscalationDecision.timers(for: incident, policy: policy, decided: decided)
        #expect(timers == EscalationDecision.timers(for: incident, policy: policy, decided: decided))
        #expect(Set(timers.map(\.key)).count == timers.count)
        #expect(Set(timers.map(\.key.kind)).count == timers.count)
        #expect(timers.allSatisfy { !decided.contains($0.key) && $0.dueAt >= $0.deadline })
        #expect(!incident.stage.isEnd || timers.isEmpty)
    }

    @Test(arguments: Seeded.seeds(300))
    func oneLookIsEnough(seed: UInt64) throws {
        var random = Seeded(seed)
        let incident = try EscalationFixture.any(&random)
        let decided = EscalationFixture.decided(&random)
        let now = start.addingTimeInterval(.random(in: 0...3_000_000, using: &random))
        let armed = EscalationDecision.timers(for: incident, policy: policy, decided: decided)
        let roster = try EscalationFixture.roster()
        let round = EscalationRound(
            incident, armed: armed, decided: decided, in: EscalationWorld(policy: policy, roster: roster, now: now))
        let keys = round.climbs.flatMap { $0.decided.map(\.key) }
        #expect(Set(keys).count == keys.count && decided.isDisjoint(with: keys))
        #expect(round.climbs.allSatisfy { climb in climb.decided.count { $0.outcome == .climbed } == 1 })
        let left = apply(round.change, to: armed)
        let again = EscalationRound(
            incident, armed: left, decided: decided.union(keys),
            in: EscalationWorld(policy: policy, roster: roster, now: now))
        #expect(again.climbs.isEmpty && again.change.isEmpty && again.overtaken == 0)
    }

    @Test func aMissedAcceptanceRemindsFirst() throws {
        let round = try round(after: 301)
        #expect(round.climbs.map(\.rung) == [0])
        #expect(round.people.map(\.officer) == [1])
        #expect(round.change.arm.map(\.key.rung) == [1])
        let notice = try #require(round.notice(policy: policy, lateAfter: 60))
        #expect(notice.text == "【联户】事件20260302-117(消防)3月2日09:05前未受理,请立即处理。")
        #expect(notice.priority == .emergency)
        #expect(TextSegments(notice.text).count == 1)
    }

    @Test func whoIsAwayIsNotReminded() throws {
        let grid = try EscalationFixture.grid()
        var roster = Roster()
        roster.add(
            Roster.Holder(officer: 1, name: "o", phone: "13800001001", away: true),
            as: Roster.Post(area: grid, role: .gridOfficer))
        #expect(Rung.reminder.people(place: grid, responsible: .officer(1), roster: roster).isEmpty)
    }

    @Test func downtimeIsOneStepWithOneNotice() throws {
        let round = try round(after: 17 * 60)
        let climb = try #require(round.climbs.first)
        #expect(round.climbs.count == 1)
        #expect(climb.decided.map(\.outcome) == [.skipped, .skipped, .climbed])
        #expect(round.people.map(\.officer) == [1, 2, 3])
        #expect(round.notice(policy: policy, lateAfter: 60)?.text.hasSuffix("本条迟发12分钟。") == true)
    }

    @Test func anEmptyRungPassesToTheNextAtOnce() throws {
        let round = try round(after: 11 * 60, roster: EscalationFixture.roster(without: [.gridOfficer, .gridLeader]))
        let climb = try #require(round.climbs.first)
        #expect(climb.decided.map(\.outcome) == [.empty, .empty, .empty, .climbed])
        #expect(round.people.map(\.officer) == [4])
        #expect(round.change.arm.map(\.key.rung) == [4])
    }

    @Test func nobodyAtAllIsTheCentresDesk() throws {
        let round = try round(after: 301, roster: Roster())
        #expect(round.climbs.map(\.atDesk) == [true])
        let township = try EscalationFixture.area("330604112")
        #expect(round.notice(policy: policy, lateAfter: 60)?.audience == Audience([.post(.centreDuty, township)]))
        #expect(round.change.arm.isEmpty)
    }

    @Test func onePersonOnTwoRungsIsToldOnce() throws {
        var roster = try EscalationFixture.roster(without: [.gridLeader])
        roster.add(
            EscalationFixture.holder(1),
            as: Roster.Post(area: try EscalationFixture.grid(), role: .gridLeader))
        #expect(try round(after: 17 * 60, roster: roster).people.map(\.officer) == [1, 2])
    }

    @Test func anActOvertakesTheTimer() throws {
        let armed = EscalationDecision.timers(
            for: try EscalationFixture.incident(), policy: policy, decided: [])
        let accepted = try EscalationFixture.incident(.accepted, acceptedAt: start)
        let round = EscalationRound(
            accepted, armed: armed, decided: [],
            in: EscalationWorld(
                policy: policy, roster: try EscalationFixture.roster(), now: start.addingTimeInterval(600)))
        #expect(round.climbs.isEmpty && round.overtaken == 1)
        #expect(round.change.cancel.map(\.key.kind) == [.accept])
    }

    private func round(after seconds: Double, roster: Roster? = nil) throws -> EscalationRound {
        let incident = try EscalationFixture.incident()
        let armed = EscalationDecision.timers(for: incident, policy: policy, decided: [])
        return EscalationRound(
            incident, armed: armed, decided: [],
            in: EscalationWorld(
                policy: policy, roster: try roster ?? EscalationFixture.roster(), now: start.addingTimeInterval(seconds)
            ))
    }

    private func apply(_ change: TimerChange, to armed: [EscalationTimer]) -> [EscalationTimer] {
        let gone = Set((change.cancel + change.arm).map(\.key))
        return armed.filter { !gone.contains($0.key) } + change.arm
    }
}
