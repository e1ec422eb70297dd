import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Who is told, and where a delivery stands: Postgres against a model of a few lines.
@Suite struct NoticePropertyTests {
    private static let now = Date(timeIntervalSince1970: 1_772_416_800)
    private static let villages = ["330604112221", "330604112222"]

    /// Two villages of three grids of three units of three households. A phone may be several people's; some have none.
    private struct Town {
        /// Per household: unit's code and phone, the id being the place in the list.
        let households: [(unit: String, phone: String)]
        /// Per officer: phone and the grid that he leads.
        let officers: [(phone: String, grid: String)]

        init(_ random: inout Seeded) {
            var random = random
            func phone() -> String {
                random.oneIn(8) ? "none" : "1380000\(String(1000 + Int.random(in: 0..<40, using: &random)))"
            }
            let grids = NoticePropertyTests.villages.flatMap { village in (1...3).map { "\(village)00\($0)" } }
            households = grids.flatMap { grid in (1...3).map { "\(grid)00\($0)" } }
                .flatMap { unit in (0..<3).map { _ in (unit, phone()) } }
            officers = grids.map { (phone(), $0) }
        }

        func phones(_ term: AudienceTerm) -> Set<String> {
            switch term {
            case .heads(let code): told(households.filter { $0.unit.hasPrefix(code.digits) }.map(\.phone))
            case .household(let id):
                households.indices.contains(Int(id)) ? told([households[Int(id)].phone]) : []
            case .officers(let ids): told(ids.map { officers[Int($0)].phone })
            case .post(.gridLeader, let code): told(officers.filter { $0.grid == code.digits }.map(\.phone))
            case .phones(let numbers): Set(numbers.map(\.digits))
            default: []
            }
        }

        private func told(_ phones: [String]) -> Set<String> { Set(phones.filter { $0 != "none" }) }

        func term(_ random: inout Seeded) -> AudienceTerm {
            let unit = households.randomElement(using: &random)?.unit ?? ""
            let length = random.pick([9, 12, 15, 18], or: 18)
            guard let code = AreaCode(String(unit.prefix(length))), let grid = AreaCode(String(unit.prefix(15))) else {
                return .officers([0])
            }
            let number = PhoneNumber("1380000\(1000 + Int.random(in: 0..<45, using: &random))")
            return random.pick(
                [
                    .heads(code), .household(Int64.random(in: 0..<60, using: &random)),
                    .officers([Int64.random(in: 0..<6, using: &random), 0]), .post(.gridLeader, grid),
                    .phones([number].compactMap { $0 }),
                ], or: .officers([0]))
        }
    }

    /// Three hundred audiences at once, each the phones of some terms without those of others, each phone once; what
    /// would be told and what is told are the same.
    @Test(arguments: Seeded.seeds(3)) func audiencesAreSets(seed: UInt64) async throws {
        var random = Seeded(seed)
        let town = Town(&random)
        try await DatabaseFixture.withTables { pool in
            try await fill(pool, town)
            let asked = (0..<300).map { number -> (key: String, audience: Audience) in
                let add = (0..<Int.random(in: 1...4, using: &random)).map { _ in town.term(&random) }
                let remove = (0..<Int.random(in: 0...3, using: &random)).map { _ in town.term(&random) }
                return ("n\(number)", Audience(add, without: remove))
            }
            let notices = asked.map { notice($0.key, $0.audience) }
            let expansion = try #require(NoticeAudienceStore.expand(notices, at: Self.now))
            let nobody = try await pool.transaction { transaction in
                let insertion = NoticeStore.insert(notices, at: Self.now)
                return try await transaction.load(Statement(insertion) { _ in }, expansion).1
            }
            let rows = try await pool.query(
                "SELECT n.key, d.phone FROM delivery d JOIN notice n ON n.id = d.notice_id"
            ).rows.map { (try $0.decode(0, as: String.self), try $0.decode(1, as: String.self)) }
            let told = Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
            for (key, audience) in asked {
                func union(_ terms: [AudienceTerm]) -> Set<String> {
                    terms.reduce(into: []) { $0.formUnion(town.phones($1)) }
                }
                let expected = union(audience.add).subtracting(union(audience.remove))
                #expect((told[key] ?? []).sorted() == expected.sorted(), "\(audience)")
                #expect(nobody.contains(key) == expected.isEmpty)
                if key.hasSuffix("7") {
                    let size = try await pool.load(NoticeAudienceStore.size(of: audience, at: Self.now))
                    #expect(size == expected.count, "\(audience)")
                }
            }
        }
    }

    /// Whatever comes in whatever order — claims that lapse, answers under lost claims, receipts twice, early and late —
    /// a delivery only goes forward, and delivered is the last word.
    @Test(arguments: Seeded.seeds(40)) func aDeliveryOnlyGoesForward(seed: UInt64) async throws {
        var random = Seeded(seed)
        try await DatabaseFixture.withTables { pool in
            try await tell(pool)
            var rank = 0
            var claims: [Delivery] = []
            for step in 0..<25 {
                let now = Self.now.addingTimeInterval(Double(step) * 100)
                try await act(pool, &claims, &random, now)
                let state: String = try #require(
                    try await pool.query("SELECT state FROM delivery").rows.first?.decode(0))
                let next = try #require(Self.ranks[state])
                #expect(next >= rank, "step \(step): \(state)")
                rank = next
            }
        }
    }

    /// What is on its way may change among its kind; what has ended may only be mended by a receipt.
    private static let ranks = [
        "pending": 0, "sending": 0, "ambiguous": 0, "submitted": 1, "unknown": 2, "stopped": 3, "expired": 3,
        "failed": 4,
        "delivered": 5,
    ]

    private func act(_ pool: PostgresPool, _ claims: inout [Delivery], _ random: inout Seeded, _ now: Date) async throws
    {
        let reference = claims.last?.reference
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1:
            claims += try await pool.load(
                NoticeDeliveryStore.claim(
                    NoticePriority.allCases, limit: 9, at: now, lease: 0, leaseEnd: now, gateway: "g", midnight: now))
        case 2, 3:
            guard let claim = claims.randomElement(using: &random) else { return }
            let states: [NoticeDeliveryChange.State] = [.pending, .ambiguous, .submitted, .failed, .unknown, .expired]
            let state = random.pick(states, or: .pending)
            let change = NoticeDeliveryChange(
                claim, state, dueAt: now, messageIDs: state == .submitted ? [random.pick(["m1", "m2"], or: "m1")] : [])
            _ = try await pool.load(NoticeDeliveryStore.record([change], at: now))
        default:
            let isNamed = Bool.random(using: &random)
            let receipt = CarrierReceipt(
                messageID: random.pick(["m1", "m2", "alien"], or: "m1"), reference: isNamed ? reference : nil,
                outcome: Bool.random(using: &random) ? .delivered : .failed)
            _ = try await pool.load(NoticeReceiptStore.record([receipt], gateway: "g", at: now))
        }
    }

    private func tell(_ pool: PostgresPool) async throws {
        let one = notice("one", Audience([.phones([try #require(PhoneNumber("13800000001"))])]))
        let expansion = try #require(NoticeAudienceStore.expand([one], at: Self.now))
        _ = try await pool.transaction { transaction in
            try await transaction.load(Statement(NoticeStore.insert([one], at: Self.now)) { _ in }, expansion)
        }
    }

    private func notice(_ key: String, _ audience: Audience) -> NewNotice {
        let request = NoticeRequest(key: key, purpose: "test", priority: .normal, audience: audience, text: "text")
        return NewNotice(
            request: request, cause: EventKey(source: "s", id: key), hold: nil, segments: 1, audience: JSONText("{}"))
    }

    private func fill(_ pool: PostgresPool, _ town: Town) async throws {
        let codes = Set(
            town.households.flatMap { household in [12, 15, 18].map { String(household.unit.prefix($0)) } }
        ).sorted()
        let units = Array(town.households.map(\.unit))
        _ = try await pool.query(
            """
            INSERT INTO area (code, level, name)
            SELECT code, CASE length(code) WHEN 12 THEN 'village' WHEN 15 THEN 'grid' ELSE 'unit' END, code
            FROM unnest(\(codes)) AS v (code)
            """)
        _ = try await pool.query(
            """
            INSERT INTO household (id, address, head_name, head_phone)
            SELECT id, '', '', phone FROM unnest(\(Array(units.indices).map(Int64.init)), \(town.households.map(\.phone))) AS v (id, phone)
            """)
        _ = try await pool.query(
            """
            INSERT INTO household_area (household_id, area_id)
            SELECT v.id, a.id FROM unnest(\(Array(units.indices).map(Int64.init)), \(units)) AS v (id, code) JOIN area a ON a.code = v.code
            """)
        let officers = Array(town.officers.indices).map(Int64.init)
        _ = try await pool.query(
            "INSERT INTO officer (id, name, phone) SELECT * FROM unnest(\(officers), \(officers.map { "o\($0)" }), \(town.officers.map(\.phone)))"
        )
        _ = try await pool.query(
            """
            INSERT INTO post (officer_id, area_id, role)
            SELECT v.id, a.id, 'gridLeader' FROM unnest(\(officers), \(town.officers.map(\.grid))) AS v (id, code)
            JOIN area a ON a.code = v.code
            """)
    }
}
