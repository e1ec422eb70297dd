import Domain
import Events
import Foundation
import Logging
import NoticeWorker
import Postgres
import Store
import TestSupport
import Testing

@testable import Fleet

/// Audiences so large that they become deliveries in steps.
@Suite struct NoticeExpansionTests {
    private static let morning = NoticeWorld.morning

    /// A township of 300 grids of 100 households, and its officers: three steps and the rest.
    @Test func eachStepGoesOnWhereTheLastOneEnded() async throws {
        try await NoticeWorld.run { world in
            try await withHouseholds(world)
            try await ask(world, "drill", remove: [.heads(try #require(AreaCode("330604112001")))])
            #expect(try await count(world) == 0)
            var counts: [Int] = []
            repeat {
                counts.append(try await step(world))
                // A process that dies within a step has done nothing.
                await #expect(throws: Died.self) { try await step(world, dies: true) }
                #expect(try await count(world) == counts.last)
            } while try await isOpen(world)
            // All but the one village's hundred; the officer's phone is that of a head, too.
            #expect(counts.last == 29_900 + 1)
            #expect(counts.count >= 3 && counts.allSatisfy { $0 > 0 }, "\(counts)")
            let doubled = try await world.pool.query("SELECT 1 FROM delivery GROUP BY phone HAVING count(*) > 1").rows
            #expect(doubled.isEmpty)
        }
    }

    /// Whoever moves while the steps go on is told where he lived when it was asked for.
    @Test func whoMovesMeanwhileIsTold() async throws {
        try await NoticeWorld.run { world in
            try await withHouseholds(world)
            try await ask(world, "drill")
            _ = try await step(world)
            let later = Self.morning.addingTimeInterval(1)
            _ = try await world.pool.query("UPDATE household_area SET until = \(later) WHERE area_id = 300")
            _ = try await world.pool.query(
                """
                INSERT INTO household_area (household_id, area_id, since)
                SELECT household_id, 1, \(later) FROM household_area WHERE area_id = 300
                """)
            while try await isOpen(world) { _ = try await step(world) }
            #expect(try await count(world) == 30_001)
        }
    }

    @Test func aBroadcastThatIsStoppedMakesNoMore() async throws {
        try await NoticeWorld.run { world in
            try await withHouseholds(world)
            try await ask(world, "wrong")
            let first = try await step(world)
            _ = try await world.pool.load(NoticeControlStore.act(.stop, onKeys: ["wrong"], at: Self.morning))
            while try await isOpen(world) { _ = try await step(world) }
            #expect(try await count(world) == first)
        }
    }

    private struct Died: Error {}

    private func withHouseholds(_ world: NoticeWorld) async throws {
        try await world.pool.withConnection { connection in
            try await connection.script(
                """
                INSERT INTO area (id, code, level, name, valid_from)
                SELECT g, '330604112' || lpad(g::text, 3, '0') || '001', 'grid', 'g', '2020-01-01'::timestamptz
                FROM generate_series(1, 300) g
                UNION ALL SELECT 1000, '330604112', 'township', 't', '2020-01-01'::timestamptz;
                INSERT INTO household (id, address, head_name, head_phone)
                SELECT g, '', '', '138' || lpad(g::text, 8, '0') FROM generate_series(1, 30000) g;
                INSERT INTO household_area (household_id, area_id, since)
                SELECT id, (id - 1) / 100 + 1, '2020-01-01'::timestamptz FROM household;
                ANALYZE
                """)
        }
    }

    private func ask(_ world: NoticeWorld, _ key: String, remove: [AudienceTerm] = []) async throws {
        let township = try #require(AreaCode("330604112"))
        let phones = ["13800000200", "13700000001"].compactMap { PhoneNumber($0) }
        let request = NoticeRequest(
            key: key, purpose: "drill", priority: .normal,
            audience: Audience([.heads(township), .phones(phones)], without: remove), text: "【联户】演练")
        _ = try await world.ask(request)
    }

    /// One step; how many deliveries there are then.
    @discardableResult
    private func step(_ world: NoticeWorld, dies: Bool = false) async throws -> Int {
        let work = ExpansionWork(policies: PolicyBook(.standard), logger: Logger(label: "test"))
        try await world.pool.transaction { transaction in
            let items = try await work.claim(limit: 1, at: Self.morning, in: transaction)
            _ = try await work.decide(items, at: Self.morning, in: transaction)
            if dies { throw Died() }
        }
        return try await count(world)
    }

    private func count(_ world: NoticeWorld) async throws -> Int {
        try await world.pool.query("SELECT count(*) FROM delivery").rows.first?.decode(0) ?? 0
    }

    private func isOpen(_ world: NoticeWorld) async throws -> Bool {
        try await world.pool.load(NoticeExpansionStore.nextDue()) != nil
    }
}
