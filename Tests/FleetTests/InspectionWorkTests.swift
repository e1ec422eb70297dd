import Domain
import Events
import Fleet
import Foundation
import InspectionWorker
import Postgres
import Store
import Testing

/// Let houses against a real database: facts in any order, steps once.
@Suite(.serialized) struct InspectionWorkTests {
    private let handler = InspectionHandler()
    private let work = InspectionWork(policies: PolicyBook(.standard))
    private let day: TimeInterval = 86_400

    @Test func aRegisteredHouseIsRemindedOfAndReported() async throws {
        try await EscalationTown.with { town in
            try await register(town, "R1")
            func run(_ days: Double) async throws -> [CloudEvent] {
                try await town.run(work, at: town.start.addingTimeInterval(days * day))
            }
            #expect(try await run(2.9).isEmpty)
            #expect(try await run(3).map(\.type) == ["notice.requested"])
            #expect(try await run(9).map(\.type) == ["notice.requested"])
            #expect(try await run(10).map(\.type) == ["notice.requested", "notice.requested", "inspection.due"])
            let last = try await run(13)
            #expect(last.map(\.type) == ["inspection.overdue", "incident.reported"])
            #expect(last.last?.subject == "R1/2026-03-12")
            #expect(last.last?.data[key: "place"]?[key: "rental"] == "R1")
            #expect(try await run(400).isEmpty)
            let late = town.start.addingTimeInterval(400 * day)
            #expect(try await InspectionStart.schedule(in: town.pool, at: late) == 0)
        }
    }

    @Test func aLaterDatedInspectionWins() async throws {
        try await EscalationTown.with { town in
            try await register(town, "R1")
            let now = town.start.addingTimeInterval(6 * day)
            let good = inspection("2", "R1", at: town.start.addingTimeInterval(5 * day), ok: true)
            let bad = inspection("1", "R1", at: town.start.addingTimeInterval(4 * day), ok: false)
            let first = try await town.handle(handler, [good], at: now)
            #expect(first.verdicts == [.done("inspected")])
            #expect(first.told.map(\.type) == ["rental.gradeChanged"])
            let second = try await town.handle(handler, [bad], at: now)
            #expect(second.verdicts == [.done("overtaken")])
            #expect(second.told.isEmpty)
            let rental = try #require(try await town.pool.load(RentalStore.byCode(["R1"], locked: false)).first)
            #expect(rental.grade == .green)
            #expect(try await town.pool.load(InspectionStepStore.nextDue()) == town.start.addingTimeInterval(178 * day))
            #expect(try await town.count("SELECT count(*) FROM inspection") == 2)
        }
    }

    @Test func oneBatchMayBringTheWholeLife() async throws {
        try await EscalationTown.with { town in
            let events = [
                fact("applied", "R1", town.start), fact("registered", "R1", town.start.addingTimeInterval(60)),
                inspection("1", "R1", at: town.start.addingTimeInterval(120), ok: false),
                fact("accepted", "R1", town.start.addingTimeInterval(30)),
            ]
            let result = try await town.handle(handler, events, at: town.start.addingTimeInterval(180))
            #expect(
                result.verdicts == [
                    .done("applied"), .done("registered"), .done("inspected"), .done("overtaken"),
                ])
            let rental = try #require(try await town.pool.load(RentalStore.byCode(["R1"], locked: false)).first)
            #expect(rental.stage == .registered && rental.grade == .red)
            let gone = try await town.handle(
                handler, [fact("withdrawn", "R1", town.start.addingTimeInterval(200))], at: town.start)
            #expect(gone.verdicts == [.done("withdrawn")])
            #expect(try await town.pool.load(InspectionStepStore.nextDue()) == nil)
        }
    }

    @Test func concurrentRunnersTakeEachStepOnce() async throws {
        try await EscalationTown.with { town in
            let rentals = try (1...50).map { try rental("R\($0)", phone: "1380000200\($0 % 5)", town) }
            _ = try await town.pool.query(RentalStore.upsert(rentals))
            #expect(try await InspectionStart.schedule(in: town.pool, at: town.start, page: 20) == 50)
            #expect(try await InspectionStart.schedule(in: town.pool, at: town.start, page: 20) == 0)
            let now = town.start.addingTimeInterval(13 * day)
            let told = try await withThrowingTaskGroup(of: [CloudEvent].self) { group in
                for _ in 0..<4 { group.addTask { try await town.run(work, at: now, limit: 7) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let all = try await told + town.run(work, at: now)
            #expect(all.count { $0.type == "incident.reported" } == 50)
            #expect(Set(all.map(\.id)).count == all.count)
            #expect(try await town.count("SELECT count(*) FROM inspection_decision") == 50)
        }
    }

    @Test func oneLandlordHasOneNotice() async throws {
        try await EscalationTown.with { town in
            let rentals = try (1...9).map { try rental("R\($0)", phone: "1380000200\($0 % 3)", town) }
            _ = try await town.pool.query(RentalStore.upsert(rentals))
            try await InspectionStart.schedule(in: town.pool, at: town.start)
            let told = try await town.run(work, at: town.start.addingTimeInterval(3 * day))
            #expect(told.map(\.type) == ["notice.requested", "notice.requested", "notice.requested"])
        }
    }

    @Test func housesLoadedWhileTheFleetRunsAreScheduledFromTheirFacts() async throws {
        try await EscalationTown.with { town in
            _ = try await town.pool.query(RentalStore.upsert([try rental("R1", phone: "13800002001", town)]))
            _ = try await town.pool.query(InspectionStepStore.begin(["R1"], at: town.start))
            #expect(try await town.run(work, at: town.start).isEmpty)
            #expect(try await town.pool.load(InspectionStepStore.nextDue()) == town.start.addingTimeInterval(3 * day))
        }
    }

    @Test func anUnknownHouseWaitsADay() async throws {
        try await EscalationTown.with { town in
            let event = inspection("1", "R9", at: town.start, ok: true)
            let early = try await town.handle(handler, [event], at: town.start)
            let hour = town.start.addingTimeInterval(3600)
            #expect(early.verdicts == [.postpone(until: hour, reason: "rentalNotThereYet")])
            let late = try await town.handle(
                handler, [event], at: town.start.addingTimeInterval(day), since: town.start)
            guard case .reject = late.verdicts.first else {
                Issue.record("expected a rejection, got \(late.verdicts)")
                return
            }
        }
    }

    private func register(_ town: EscalationTown, _ code: String) async throws {
        let events = [fact("applied", code, town.start), fact("registered", code, town.start)]
        _ = try await town.handle(handler, events, at: town.start)
    }

    private func rental(_ code: String, phone: String, _ town: EscalationTown) throws -> Rental {
        let number = try #require(PhoneNumber(phone))
        return Rental(
            code: code,
            details: RentalDetails(
                area: try EscalationTown.area(), address: "1", landlordName: "L", landlordPhone: number, occupancy: 4),
            stage: .registered, registeredAt: town.start)
    }

    private func fact(_ stage: String, _ code: String, _ time: Date) -> CloudEvent {
        var data: JSON = ["rental": .string(code)]
        if stage == "applied" {
            data = [
                "rental": .string(code), "area": "330604112221002", "address": "1", "occupancy": 4,
                "landlord": ["name": "L", "phone": "13800002000"],
            ]
        }
        return CloudEvent(id: "\(code)/\(stage)", source: "app", type: "rental.\(stage)", time: time, data: data)
    }

    private func inspection(_ id: String, _ code: String, at time: Date, ok: Bool) -> CloudEvent {
        CloudEvent(
            id: id, source: "app", type: "inspection.recorded", time: time,
            data: [
                "rental": .string(code), "inspector": "I",
                "items": [["item": "gas", "ok": .bool(ok), "severity": "high"]],
            ])
    }
}
