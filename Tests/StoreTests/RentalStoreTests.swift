import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Houses as rows.
@Suite(.serialized) struct RentalStoreTests {
    private let start = Date(timeIntervalSince1970: 1_772_413_200)

    @Test func loadingAgainRenewsTheOwnerAndKeepsWhatWasLearnt() async throws {
        try await DatabaseFixture.withTables { pool in
            _ = try await pool.query(RentalStore.upsert([try rental(.registered, "13800002000", registeredAt: start)]))
            var known = try #require(try await load(pool))
            let inspection = RentalInspection(
                source: "app", eventID: "1", at: start, inspector: "", items: [], grade: .yellow)
            let counts = known.take(inspection)
            #expect(counts)
            _ = try await pool.query(RentalStore.save([known]))
            _ = try await pool.query(RentalStore.upsert([try rental(.applied, "13800002001", registeredAt: nil)]))
            let renewed = try #require(try await load(pool))
            #expect(renewed.details.landlordPhone.digits == "13800002001")
            #expect(renewed.stage == .registered && renewed.grade == .yellow)
            #expect(renewed.registeredAt == start && renewed.inspectedAt == start)
        }
    }

    @Test func anEarlierFactDoesNotReplaceALaterOne() async throws {
        try await DatabaseFixture.withTables { pool in
            let later = Rental(
                code: "R1", details: try details("13800002000"), stage: .accepted, stageAt: start.addingTimeInterval(1))
            let earlier = Rental(code: "R1", details: try details("13800002000"), stage: .applied, stageAt: start)
            _ = try await pool.query(RentalStore.save([later]))
            _ = try await pool.query(RentalStore.save([earlier]))
            #expect(try await load(pool) == later)
        }
    }

    @Test func whatAnotherReplicaRegisteredKeepsItsSchedule() async throws {
        try await DatabaseFixture.withTables { pool in
            let house = try rental(.registered, "13800002000", registeredAt: start)
            _ = try await pool.query(RentalStore.upsert([house]))
            for _ in 0..<2 { _ = try await pool.query(InspectionStepStore.begin(["R1", "R2"], at: start)) }
            _ = try await pool.query(InspectionStepStore.removeUnlet(["R1"]))
            #expect(try await pool.load(InspectionStepStore.nextDue()) == start)
            _ = try await pool.query("UPDATE rental SET stage = 'withdrawn'")
            _ = try await pool.query(InspectionStepStore.removeUnlet(["R1"]))
            #expect(try await pool.load(InspectionStepStore.nextDue()) == nil)
        }
    }

    @Test func housesThatSomebodyHoldsArePassedOver() async throws {
        try await DatabaseFixture.withTables { pool in
            _ = try await pool.query(RentalStore.upsert([try rental(.registered, "13800002000", registeredAt: start)]))
            try await pool.transaction { holder in
                _ = try await holder.load(RentalStore.byCode(["R1"], locked: true))
                let found = try await pool.transaction {
                    try await $0.load(RentalStore.unscheduled(after: "", limit: 9))
                }
                #expect(found.isEmpty)
            }
        }
    }

    private func load(_ pool: PostgresPool) async throws -> Rental? {
        try await pool.load(RentalStore.byCode(["R1"], locked: false)).first
    }

    private func rental(_ stage: RentalStage, _ phone: String, registeredAt: Date?) throws -> Rental {
        Rental(code: "R1", details: try details(phone), stage: stage, registeredAt: registeredAt)
    }

    private func details(_ phone: String) throws -> RentalDetails {
        RentalDetails(
            area: try #require(AreaCode("330604112221002")), address: "1", landlordName: "L",
            landlordPhone: try #require(PhoneNumber(phone)), occupancy: 4)
    }
}
