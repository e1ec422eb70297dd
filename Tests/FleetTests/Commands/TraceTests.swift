import Domain
import Events
import Postgres
import Store
import Testing

@testable import Lianhu

/// `lianhu trace`: whatever a thing is called, each matter is told once.
@Suite struct TraceTests {
    @Test func aMatterFoundByEventAndReferenceIsToldOnce() async throws {
        try await FleetTown.run { town in
            try await register("test/desk", in: town)
            _ = try await town.startReady()
            try await town.publish([FleetTown.report("r1", reference: "r1")])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            let number = try #require(try await town.texts("SELECT number FROM incident").first)
            let tracer = Tracer(pool: town.pool, source: nil)
            let titles = try await tracer.trace("r1").map(\.title)
            #expect(titles.filter { $0 == "incident \(number), assigned" }.count == 1, "\(titles)")
            #expect(titles.first == "event r1 of test/desk")
            #expect(try await tracer.trace(number).first?.title == "incident \(number), assigned")
        }
    }

    @Test func aPhoneIsFoundHoweverItIsWrittenAndShownMasked() async throws {
        try await FleetTown.run { town in
            _ = try await town.pool.query(
                """
                WITH asked AS (
                    INSERT INTO notice (key, cause, purpose, priority, audience, text, incident, requested_at)
                    VALUES ('n1', '', 'assignment', 'urgent', '[]', 'x', '20260302-1', \(FleetTown.morning)) RETURNING id)
                INSERT INTO delivery (notice_id, phone, state, priority, due_at, segments, gateway)
                SELECT id, '13812345678', 'delivered', 0, \(FleetTown.morning), 1, 'one' FROM asked
                """)
            let sections = try await Tracer(pool: town.pool, source: nil).trace("+86 138 1234 5678")
            #expect(sections.map(\.title) == ["phone 138****5678"])
            #expect(sections.first?.lines.map(\.details) == ["delivered, one, n1, incident 20260302-1"])
        }
    }

    private func register(_ source: String, in town: FleetTown) async throws {
        _ = try await town.pool.query(
            """
            INSERT INTO source (name, owner, owner_phone, broker_user) VALUES (\(source), 'x', '13700000000', 'guest')
            """)
    }
}
