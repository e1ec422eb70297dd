import Domain
import Foundation
import TestSupport
import Testing

/// What falls due for let houses. [domain.md 4]
@Suite struct InspectionScheduleTests {
    private let start = EscalationFixture.start
    private let day: TimeInterval = 86_400

    @Test(arguments: Seeded.seeds(300))
    func everyStepIsTakenAtMostOnceAndInOrder(seed: UInt64) throws {
        var random = Seeded(seed)
        let rental = try rental(inspectedAt: random.oneIn(2) ? start : nil, grade: .red)
        var decided: [String: [Date: Set<InspectionSchedule.Step>]] = [:]
        var taken: [InspectionRound.Taken] = []
        var now = start.addingTimeInterval(-day)
        while now < start.addingTimeInterval(60 * day) {
            let round = InspectionRound([rental], decided: decided, now: now)
            for step in round.taken { decided["R1", default: [:]][step.dueAt, default: []].insert(step.step) }
            taken += round.taken
            now.addTimeInterval(.random(in: 60...(9 * day), using: &random))
        }
        let steps = taken.map(\.step)
        #expect(Set(steps).count == steps.count)
        #expect(steps == InspectionSchedule.Step.allCases.filter(steps.contains))
        #expect(steps.last == .overdue)
        #expect(InspectionRound([rental], decided: decided, now: now).finished == ["R1"])
    }

    @Test func sleptThroughStepsCollapseIntoTheLast() throws {
        let rental = try rental(inspectedAt: nil, grade: nil)
        let round = InspectionRound([rental], decided: [:], now: start.addingTimeInterval(10 * day + 1))
        #expect(round.taken.map(\.step) == [.due])
        #expect(round.plans.map(\.step) == [.overdue])
    }

    @Test func aNewInspectionMovesEverything() throws {
        var rental = try rental(inspectedAt: nil, grade: nil)
        let counts = rental.take(inspection(at: 5, .green))
        #expect(counts)
        let plan = try #require(InspectionPlan(rental, decided: [:], now: start.addingTimeInterval(11 * day)))
        #expect(plan.dueAt == start.addingTimeInterval(185 * day))
        #expect(plan.step == .weekBefore)
    }

    @Test(arguments: Seeded.seeds(200))
    func inspectionsAndStagesCountWhateverTheirOrder(seed: UInt64) throws {
        var random = Seeded(seed)
        var changes: [(inout Rental) -> Void] = []
        for number in 0..<6 {
            let grade = random.pick(RentalGrade.allCases, or: .red)
            let inspection = inspection(at: Double(Int.random(in: 0...4, using: &random)), grade)
            let stage = random.pick(RentalStage.allCases, or: .applied)
            let entered = start.addingTimeInterval(Double(number % 3))
            changes.append { _ = $0.take(inspection) }
            changes.append { _ = $0.enter(stage, at: entered, details: nil) }
        }
        let rental = try rental(inspectedAt: nil, grade: nil)
        let (one, other) = (apply(changes, to: rental), apply(changes.shuffled(using: &random), to: rental))
        #expect(one == other)
    }

    @Test func oneLandlordIsToldOnce() throws {
        let houses = try ["R1", "R2", "R3"].map { try rental($0, inspectedAt: nil, grade: nil) }
        let round = InspectionRound(houses, decided: [:], now: start.addingTimeInterval(10 * day))
        let notices = InspectionNotices.requests(for: round.taken, calendar: WorkingCalendar())
        #expect(
            notices.map(\.text) == [
                "【联户】您的出租房R1等3处应于3月12日接受安全检查,请配合。", "【联户】出租房R1等3处应于3月12日检查,请上门。",
            ])
        #expect(notices.first?.audience == Audience([.landlord("R1")]))
        let grid = try EscalationFixture.grid()
        #expect(notices.last?.audience == Audience([.post(.gridOfficer, grid), .post(.gridLeader, grid)]))
    }

    @Test func oneHousesDateIsNotToldForAnother() throws {
        let late = try rental("R2", inspectedAt: start.addingTimeInterval(-22 * day), grade: .red)
        let houses = [try rental("R1", inspectedAt: nil, grade: nil), late]
        let round = InspectionRound(houses, decided: [:], now: start.addingTimeInterval(9 * day))
        #expect(round.taken.map(\.step) == [.dayBefore, .due])
        let notices = InspectionNotices.requests(for: round.taken, calendar: WorkingCalendar())
        #expect(
            notices.map(\.text) == [
                "【联户】您的出租房R1将于3月12日接受安全检查,请提前自查燃气、电线和消防。", "【联户】您的出租房R2应于3月10日接受安全检查,请配合。",
                "【联户】出租房R2应于3月10日检查,请上门。",
            ])
    }

    @Test func gradesFollowTheItems() {
        typealias Item = RentalInspection.Item
        let fine = Item(name: "gas", isFine: true, weight: .high)
        let slight = Item(name: "wiring", isFine: false, weight: .low)
        let grave = Item(name: "exits", isFine: false, weight: .high)
        #expect(RentalInspection.grade(of: [fine]) == .green)
        #expect(RentalInspection.grade(of: [fine, slight]) == .yellow)
        #expect(RentalInspection.grade(of: [fine, slight, grave]) == .red)
    }

    private func rental(_ code: String = "R1", inspectedAt: Date?, grade: RentalGrade?) throws -> Rental {
        let phone = try #require(PhoneNumber("13800001000"))
        let details = RentalDetails(
            area: try EscalationFixture.grid(), address: "1", landlordName: "L", landlordPhone: phone, occupancy: 4)
        return Rental(
            code: code, details: details, stage: .registered, registeredAt: start, grade: grade,
            inspectedAt: inspectedAt)
    }

    private func inspection(at days: Double, _ grade: RentalGrade) -> RentalInspection {
        RentalInspection(
            source: "app", eventID: "1", at: start.addingTimeInterval(days * day), inspector: "", items: [],
            grade: grade)
    }

    private func apply(_ changes: [(inout Rental) -> Void], to rental: Rental) -> Rental {
        var rental = rental
        for change in changes { change(&rental) }
        return rental
    }
}
