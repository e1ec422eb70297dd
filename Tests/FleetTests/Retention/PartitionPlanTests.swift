import Domain
import Foundation
import Store
import TestSupport
import Testing

@testable import Fleet

/// Which days are made and dropped, over random days, gaps and settings.
@Suite struct PartitionPlanTests {
    @Test(arguments: Seeded.seeds(300)) func carriedOutItLeavesNothingToDo(seed: UInt64) {
        var random = Seeded(seed)
        let keep = Int.random(in: 1...400, using: &random)
        let state = Self.state(&random)
        let plan = PartitionPlan(state, keep: keep)
        let made = state.made.union(plan.make).subtracting(plan.drop)
        let after = EventLogState(today: state.today, made: made)
        let next = PartitionPlan(after, keep: keep)
        #expect(next.isEmpty)
        #expect(next.daysAhead >= PartitionPlan.ahead)
        #expect(plan.make.isEmpty || plan.make.first == state.today || state.made.contains(state.today))
        #expect(plan.drop.allSatisfy { $0.sinceEpoch < state.today.sinceEpoch - keep })
        // Nothing that is kept by the setting goes, and rows that strayed find their day before anything is dropped.
        #expect(state.made.subtracting(made).allSatisfy { plan.drop.contains($0) })
        #expect(state.strayDays.subtracting(state.made).isSubset(of: plan.make))
    }

    @Test(arguments: Seeded.seeds(50)) func oneDayLaterOneIsMadeAndOneDropped(seed: UInt64) {
        var random = Seeded(seed)
        let keep = Int.random(in: 1...100, using: &random)
        let today = CivilDay(sinceEpoch: Int.random(in: 0...40_000, using: &random))
        let full = Set((-keep...PartitionPlan.ahead).map { today.adding($0) })
        #expect(PartitionPlan(EventLogState(today: today, made: full), keep: keep).isEmpty)
        let tomorrow = PartitionPlan(EventLogState(today: today.next, made: full), keep: keep)
        #expect(tomorrow.make == [today.adding(PartitionPlan.ahead + 1)])
        #expect(tomorrow.drop == [today.adding(-keep)])
        #expect(tomorrow.daysAhead == PartitionPlan.ahead - 1)
        #expect(tomorrow.overdue.isEmpty)
    }

    @Test func aLogWithoutTodayIsWorseThanOneWithoutTomorrow() {
        let today = CivilDay(sinceEpoch: 20_000)
        #expect(PartitionPlan(EventLogState(today: today, made: [today.next]), keep: 9).daysAhead == -1)
        #expect(PartitionPlan(EventLogState(today: today, made: [today]), keep: 9).daysAhead == 0)
    }

    @Test func theDoctorNamesEachFaultWithWhatMendsIt() {
        let today = CivilDay(sinceEpoch: 20_000)
        let full = Set((-1...PartitionPlan.ahead).map { today.adding($0) })
        #expect(Doctor.partitionFindings(EventLogState(today: today, made: full), keep: 90).isEmpty)
        let stray = EventLogState(today: today, made: [today], strayRows: 3, strayDays: [today.adding(20)])
        #expect(Doctor.partitionFindings(stray, keep: 90).map(\.mend) == ["lianhu setup", "lianhu setup"])
        let old = EventLogState(today: today, made: full.union([today.adding(-99)]), readers: [17])
        #expect(Doctor.partitionFindings(old, keep: 90).map(\.mend) == ["SELECT pg_terminate_backend(17)"])
        // A day late is nobody's fault yet.
        let late = EventLogState(today: today, made: full.union([today.adding(-91)]), readers: [17])
        #expect(Doctor.partitionFindings(late, keep: 90).isEmpty)
    }

    private static func state(_ random: inout Seeded) -> EventLogState {
        let today = CivilDay(sinceEpoch: Int.random(in: -800...40_000, using: &random))
        var days = Set<CivilDay>()
        for _ in 0..<Int.random(in: 0...60, using: &random) {
            days.insert(today.adding(Int.random(in: -500...20, using: &random)))
        }
        let strays = days.filter { _ in random.oneIn(4) }
        return EventLogState(
            today: today, made: days.subtracting(strays), strayRows: strays.count, strayDays: strays)
    }
}
