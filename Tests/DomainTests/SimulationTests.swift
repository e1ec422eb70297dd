import Domain
import Foundation
import Testing

/// Made-up territories and days: as large as the reports say, and the same for the same seed.
@Suite struct SimulationTests {
    @Test func theVillageStaysAsItsScriptNeedsIt() {
        let village = ReferenceTerritory(.village, seed: 9)
        #expect(village.codes(.unit).count == 15)
        #expect(village.households.count == 935 && village.households.allSatisfy { !$0.isNewcomer })
        #expect(village.officers.prefix(5).map(\.name) == ["网格员1", "网格员2", "网格员3", "网格长4", "村值班5"])
        #expect(village.officers.allSatisfy { $0.absence == nil })
        #expect(village.codes(.village).map(\.digits) == ["330604112221"])
    }

    @Test func theCityHasGridsThatNobodyIsPostedTo() {
        let city = ReferenceTerritory(.city)
        let grids = city.areas.filter { $0.code.level == .grid }
        #expect(grids.count == 7_870)
        #expect(grids.filter(\.isDedicated).count == 787)
        #expect(city.codes(.unit).count == 32_818)
        #expect(city.households.count == 656_000)
        func holders(_ role: PostRole) -> Int { city.officers.filter { $0.posts.contains { $0.role == role } }.count }
        #expect(holders(.gridLeader) == 1_499)
        #expect(holders(.gridOfficer) == 5_784)
        #expect(Double(5_784) / Double(grids.count) < 0.75)
        let away = city.officers.filter { $0.absence != nil }
        #expect((200...500).contains(away.count))
        #expect(away.allSatisfy { $0.posts.allSatisfy { $0.role == .gridOfficer } })
    }

    @Test func nobodyLivesInADedicatedGrid() {
        let town = ReferenceTerritory(.town)
        let dedicated = Set(town.areas.filter(\.isDedicated).map(\.code))
        #expect(dedicated.count == 4)
        #expect(town.codes(.unit).allSatisfy { unit in !dedicated.contains { unit.at(.grid) == $0 } })
        #expect(Set(town.households.map(\.unit)).isSubset(of: town.codes(.unit)))
    }

    @Test func theSeedDecides() {
        let (one, same, other) = (day(seed: 1), day(seed: 1), day(seed: 2))
        #expect(one == same)
        #expect(one != other)
        #expect(ReferenceTerritory(.town, seed: 1).officers != ReferenceTerritory(.town, seed: 2).officers)
    }

    @Test func theDayLiesInItsSpanAndInOrder() {
        let reports = day(seed: 3, span: 36_000..<72_000)
        #expect(reports.count == 500)
        #expect(reports.allSatisfy { (36_000..<72_000).contains($0.second) })
        #expect(reports.map(\.second) == reports.map(\.second).sorted())
        #expect(reports.contains { $0.officer != nil } && reports.contains { $0.fate.visited != nil })
    }

    @Test func theStormComesOnTop() {
        let reports = day(seed: 4, count: 2_880, storm: .init(start: 50_400))
        func count(_ part: SimulatedReport.Part) -> Int { reports.filter { $0.part == part }.count }
        #expect(count(.day) == 2_880)
        #expect(count(.storm) == 2_000)
        #expect(count(.amidst) == SimulatedDay.Storm.emergencies)
        let fire = reports.filter { $0.part == .fire }
        #expect(fire.count == 500 && Set(fire.map(\.area)).count == 1)
        #expect(fire.allSatisfy { $0.category == .fire && $0.severity == .emergency })
        #expect(Set(fire.map(\.phone)).count == 500)
    }

    private func day(
        seed: UInt64, count: Int = 500, span: Range<Double> = 0..<86_400, storm: SimulatedDay.Storm? = nil
    ) -> [SimulatedReport] {
        SimulatedDay(
            of: ReferenceTerritory(.town, seed: seed), seed: seed, count: count, span: span, storm: storm, day: 20_514,
            calendar: WorkingCalendar()
        ).reports
    }
}
