import Events
import Foundation
import Postgres
import TestSupport
import Testing

/// Different reports of one thing are one incident; a database constraint decides, not a race.
@Suite struct IntakeMergeTests {
    @Test func theSameMatterInTheSameUnitIsOneIncident() async throws {
        try await FleetTown.run { town in
            let escalation = try await town.tap("lianhu.escalation")
            _ = try await town.startReady()
            let unit = JSON.string(FleetTown.unit)
            try await town.publish([FleetTown.report("a", place: unit), FleetTown.report("b", "烟很大", place: unit)])
            try await town.publish([FleetTown.report("c", place: unit, category: "gas")])
            try await town.until("three told") { await escalation.deliveries.count == 3 }
            #expect(
                try await town.texts("SELECT category || ' ' || reports || ' ' || sequence FROM incident ORDER BY 1")
                    == ["environment 2 2", "gas 1 1"])
            #expect(try await escalation.events("incident.merged").count == 1)
        }
    }

    @Test func theSameReferenceIsOneIncidentWhereverItIsPlaced() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady()
            try await town.publish([
                FleetTown.report("a", reference: "case-7"), FleetTown.report("b", category: "gas", reference: "case-7"),
                FleetTown.report("c", reference: "case-7", source: "test/other"),
            ])
            try await town.until("three known") { try await town.count("event_identity") == 3 }
            #expect(try await town.texts("SELECT reports::text FROM incident ORDER BY 1") == ["1", "2"])
        }
    }

    @Test(arguments: Seeded.seeds(1))
    func twoHundredReportsOfTwentyThingsAreTwentyIncidents(seed: UInt64) async throws {
        try await FleetTown.run { town in
            let things = (0..<20).map { thing in
                (place: JSON.string(thing < 10 ? FleetTown.unit : FleetTown.otherUnit), category: thing % 10)
            }
            let categories = [
                "security", "fire", "gas", "publicHealth", "environment", "rental", "floatingPopulation", "care",
                "petition", "service",
            ]
            var random = Seeded(seed)
            let reports = (0..<200).map { number in
                let thing = things[number % 20]
                return FleetTown.report("r\(number)", place: thing.place, category: categories[thing.category])
            }.shuffled(using: &random)
            // Small batches, so that both replicas are in the middle of the same things.
            for _ in 0..<2 { _ = try await town.startReady("lianhu-intake", ["LIANHU_BATCH_SIZE": "10"]) }
            for start in stride(from: 0, to: 200, by: 25) {
                try await town.publish(Array(reports[start..<start + 25]))
            }
            try await town.until("all known") { try await town.count("event_identity") == 200 }
            #expect(try await town.count("incident") == 20)
            #expect(try await town.texts("SELECT DISTINCT reports::text FROM incident") == ["10"])
            #expect(try await town.count("dead_letter") == 0)
        }
    }
}
