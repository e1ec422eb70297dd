import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// How Postgres finds an audience: an emergency waits for it.
@Suite struct NoticeAudiencePlanTests {
    @Test func headsOfAUnitAreFoundWithoutReadingEveryHousehold() async throws {
        try await DatabaseFixture.withSchema { settings in
            let connection = try await PostgresConnection.connect(settings)
            _ = try await Migrations.apply(connection, schema: try #require(settings.searchPath))
            try await connection.script(Self.thousandUnits)
            let unit = try #require(AreaCode("330604112221001007"))
            let request = NoticeRequest(
                key: "k", purpose: "test", priority: .emergency, audience: Audience([.heads(unit)]), text: "text")
            let notice = NewNotice(
                request: request, cause: EventKey(source: "s", id: "k"), hold: nil, segments: 1,
                audience: JSONText("{}"))
            let expansion = try #require(NoticeAudienceStore.expand([notice], at: Date()))
            let plan = try await connection.query("EXPLAIN \(raw: expansion.sql)").rows
                .map { try $0.decode(0, as: String.self) }
            let scans = plan.filter { $0.contains("Seq Scan on household") }
            #expect(scans.isEmpty, "\(plan.joined(separator: "\n"))")
            await connection.close()
        }
    }

    private static let thousandUnits = """
        INSERT INTO area (id, code, level, name)
        SELECT g, '330604112221' || lpad((g / 100 + 1)::text, 3, '0') || lpad((g % 100 + 1)::text, 3, '0'), 'unit', 'u'
        FROM generate_series(1, 1000) g;
        INSERT INTO household (id, address, head_name, head_phone)
        SELECT g, '', '', '138' || lpad(g::text, 8, '0') FROM generate_series(1, 20000) g;
        INSERT INTO household_area (household_id, area_id) SELECT id, (id - 1) / 20 + 1 FROM household;
        ANALYZE
        """
}
