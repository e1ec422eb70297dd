import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@Suite struct NoticeStoreTests {
    private static let now = Date(timeIntervalSince1970: 1_772_416_800)

    @Test func everyKindOfTermFindsItsPhones() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            let village = try #require(AreaCode("330604112221"))
            let unit = try #require(AreaCode("330604112221001001"))
            let given = try #require(PhoneNumber("139-9999-9999"))
            try await tell(pool, "heads", [.heads(village)])
            try await tell(pool, "unit", [.heads(unit)])
            try await tell(pool, "household", [.household(3)])
            try await tell(pool, "officers", [.officers([1, 2, 1])])
            try await tell(pool, "post", [.post(.gridLeader, try #require(AreaCode("330604112221001")))])
            try await tell(pool, "landlord", [.landlord("R1")])
            try await tell(pool, "phones", [.phones([given])])
            #expect(try await phones(pool, "heads") == ["13800000001", "13800000002", "13800000003"])
            #expect(try await phones(pool, "unit") == ["13800000001", "13800000002"])
            #expect(try await phones(pool, "household") == ["13800000003"])
            #expect(try await phones(pool, "officers") == ["13700000001", "13700000002"])
            #expect(try await phones(pool, "post") == ["13700000002"])
            #expect(try await phones(pool, "landlord") == ["13600000001"])
            #expect(try await phones(pool, "phones") == ["13999999999"])
        }
    }

    @Test func removedTermsAreSubtractedAndAPhoneIsToldOnce() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            let village = try #require(AreaCode("330604112221"))
            try await tell(pool, "call", [.heads(village), .household(1), .officers([1])], without: [.household(2)])
            #expect(try await phones(pool, "call") == ["13700000001", "13800000001", "13800000003"])
        }
    }

    @Test func twoSpellingsAreOnePhoneAndWhatIsNoNumberIsNobody() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            _ = try await pool.query(
                """
                UPDATE household SET head_phone = CASE id WHEN 1 THEN '+86 138-0000-0009' WHEN 2 THEN '008613800000009'
                    WHEN 3 THEN '13800000009' WHEN 4 THEN 'none' ELSE '+8621000009' END
                """)
            let given = try #require(PhoneNumber("0086 138 0000 0009"))
            let all = [1, 2, 3, 4, 5].map { AudienceTerm.household($0) }
            #expect(try await tell(pool, "call", all + [.phones([given])]).isEmpty)
            #expect(try await phones(pool, "call") == ["+8621000009", "13800000009"])
            #expect(
                try await tell(pool, "nobody", [.household(4), .household(1)], without: [.household(3)]) == ["nobody"])
            #expect(try await phones(pool, "nobody").isEmpty)
        }
    }

    @Test func whoMovesLaterIsStillToldHere() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            let unit = try #require(AreaCode("330604112221001001"))
            _ = try await pool.query(
                "UPDATE household_area SET until = \(Self.now.addingTimeInterval(60)) WHERE household_id = 2")
            try await tell(pool, "before", [.heads(unit)])
            #expect(try await phones(pool, "before") == ["13800000001", "13800000002"])
        }
    }

    /// Who moved with a reform is told under the old code and the new one, and who was left behind under the old.
    @Test func headsAndPostsOfAGridThatWasMergedIntoAnother() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            _ = try await pool.query("UPDATE area SET valid_to = '2026-01-01', successors = '{5}' WHERE id = 3")
            _ = try await pool.query("UPDATE area SET valid_to = '2026-01-01', successors = '{6}' WHERE id = 2")
            _ = try await pool.query(
                """
                INSERT INTO area (id, code, level, name, valid_from) VALUES
                    (5, '330604112221003001', 'unit', 'new', '2026-01-01'), (6, '330604112221003', 'grid', 'new', '2026-01-01')
                """)
            _ = try await pool.query("UPDATE household_area SET area_id = 5 WHERE household_id = 1")
            _ = try await pool.query("INSERT INTO post (officer_id, area_id, role) VALUES (1, 6, 'gridLeader')")
            let (old, grid) = (try #require(AreaCode("330604112221001001")), try #require(AreaCode("330604112221001")))
            try await tell(pool, "old", [.heads(old)])
            try await tell(pool, "new", [.heads(try #require(AreaCode("330604112221003001")))])
            try await tell(pool, "village", [.heads(try #require(AreaCode("330604112221")))])
            try await tell(pool, "leader", [.post(.gridLeader, grid)])
            #expect(try await phones(pool, "old") == ["13800000001", "13800000002"])
            #expect(try await phones(pool, "new") == ["13800000001"])
            #expect(try await phones(pool, "village") == ["13800000001", "13800000002", "13800000003"])
            #expect(try await phones(pool, "leader") == ["13700000001"])
        }
    }

    @Test func departmentsByTheirNames() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            let gas = Department(
                name: "gas", title: "燃气公司", phone: try #require(PhoneNumber("96100")), area: AreaCode("330604"))
            let fire = Department(name: "fire", title: "消防", phone: try #require(PhoneNumber("96119")), area: nil)
            for _ in 0..<2 { _ = try await pool.query(DepartmentStore.save([gas, fire])) }
            #expect(try await pool.load(DepartmentStore.load(["gas", "fire", "x"])) == ["gas": gas, "fire": fire])
            try await tell(pool, "call", [.departments(["gas", "fire", "unknown"])], without: [.departments(["fire"])])
            #expect(try await phones(pool, "call") == ["96100"])
        }
    }

    @Test func allWhoReportedAnIncident() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            _ = try await pool.query(
                """
                INSERT INTO incident (id, number, category, severity, stage, area_code, place, text, responsible, rule,
                    reports, sequence, edition, opened_at, assigned_at, asked_at)
                VALUES (1, '20260302-117', 'gas', 'normal', 'assigned', '330604112221', '', 'x', 'officer:1', 'gridOfficer',
                    1, 1, 'e', \(Self.now), \(Self.now), \(Self.now))
                """)
            _ = try await pool.query(
                """
                INSERT INTO incident_reporter VALUES (1, 's', '1', '13800000077', \(Self.now)),
                    (1, 's', '2', '+86 138 0000 0077', \(Self.now)), (1, 's', '3', '13800000078', \(Self.now)),
                    (2, 's', '4', '13800000079', \(Self.now))
                """)
            try await tell(pool, "closed", [.reporters("20260302-117")])
            #expect(try await phones(pool, "closed") == ["13800000077", "13800000078"])
        }
    }

    @Test func aReceiptWithOurReferenceIsNotMatchedByAnotherName() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            try await tell(pool, "one", [.household(1), .household(2)])
            let claimed = try await claim(pool)
            let (first, second) = (try #require(claimed.first), try #require(claimed.last))
            let changes = [
                NoticeDeliveryChange(first, .submitted, messageIDs: ["m1"]),
                NoticeDeliveryChange(second, .submitted, messageIDs: ["m2"]),
            ]
            _ = try await pool.load(NoticeDeliveryStore.record(changes, at: Self.now))
            let receipt = CarrierReceipt(messageID: "m1", reference: second.reference, outcome: .delivered)
            let settled = try await pool.load(NoticeReceiptStore.record([receipt], gateway: "g", at: Self.now))
            #expect(settled.map(\.id) == [second.id])
        }
    }

    @Test func theSameKeyIsTheSameNoticeForEver() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            try await tell(pool, "once", [.household(1)])
            try await tell(pool, "once", [.household(1)])
            try await tell(pool, "once", [.household(2)], cause: "another event")
            #expect(try await phones(pool, "once") == ["13800000001"])
            #expect(try await pool.load(NoticeStore.known(["once", "never"])) == ["once"])
        }
    }

    @Test func twoReplicasAtOnceMakeOneNotice() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for replica in 0..<8 {
                    group.addTask {
                        try await tell(pool, "race", [.household(Int64(replica % 2 + 1))], cause: "event \(replica)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await phones(pool, "race").count == 1)
        }
    }

    @Test func claimsTakeTheMostUrgentFirstAndOnlyOnce() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            try await tell(pool, "normal", [.household(1)])
            try await tell(pool, "emergency", [.household(1)], priority: .emergency)
            try await tell(pool, "held", [.household(2)], hold: .notBefore(Self.now.addingTimeInterval(60)))
            #expect(try await pool.load(NoticeDeliveryStore.nextDue([.emergency])) == Self.now)
            let first = try await claim(pool, limit: 1)
            #expect(first.map(\.priority) == [.emergency])
            let second = try await claim(pool)
            #expect(second.map(\.priority) == [.normal])
            #expect(try await claim(pool).isEmpty)
            #expect(try await pool.load(NoticeDeliveryStore.nextDue([.normal])) == Self.now.addingTimeInterval(30))
            let later = try await claim(pool, at: Self.now.addingTimeInterval(29))
            #expect(later.isEmpty)
        }
    }

    @Test func aRecordUnderALostClaimIsVoid() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            try await tell(pool, "lost", [.household(1)])
            let old = try #require(try await claim(pool, lease: 0).first)
            let new = try #require(try await claim(pool, at: Self.now.addingTimeInterval(31), lease: 0).first)
            #expect(new.isAmbiguous && !old.isAmbiguous)
            #expect(new.reference == old.reference)
            let record = NoticeDeliveryStore.record(
                [NoticeDeliveryChange(old, .failed, problem: "late")], at: Self.now)
            #expect(try await pool.load(record).isEmpty)
        }
    }

    @Test func deliveredIsTheLastWord() async throws {
        try await DatabaseFixture.withTables(filledBy: Self.territory) { pool in
            try await tell(pool, "fate", [.household(1)])
            let delivery = try #require(try await claim(pool).first)
            func settle(_ outcome: CarrierReceipt.Outcome, _ reference: String?) async throws -> [Bool] {
                let receipt = CarrierReceipt(messageID: "m1", reference: reference, outcome: outcome)
                return try await pool.load(NoticeReceiptStore.record([receipt], gateway: "g", at: Self.now))
                    .map(\.isDelivered)
            }
            #expect(try await settle(.delivered, "\(delivery.id)-00000000").isEmpty)
            #expect(try await settle(.failed, delivery.reference) == [false])
            #expect(try await settle(.delivered, nil) == [true])
            #expect(try await settle(.delivered, delivery.reference).isEmpty)
            #expect(try await settle(.failed, delivery.reference).isEmpty)
        }
    }

    // MARK: -

    @discardableResult
    private func tell(
        _ pool: PostgresPool, _ key: String, _ add: [AudienceTerm], without remove: [AudienceTerm] = [],
        priority: NoticePriority = .normal, hold: NoticeHold? = nil, cause: String = "event"
    ) async throws -> [String] {
        let request = NoticeRequest(
            key: key, purpose: "test", priority: priority, audience: Audience(add, without: remove), text: "text")
        let notice = NewNotice(
            request: request, cause: EventKey(source: cause, id: key), hold: hold, segments: 1,
            audience: JSONText("{}"))
        let expansion = try #require(NoticeAudienceStore.expand([notice], at: Self.now))
        return try await pool.transaction { transaction in
            let insertion = NoticeStore.insert([notice], at: Self.now)
            return try await transaction.load(Statement(insertion) { _ in }, expansion).1
        }
    }

    private func claim(
        _ pool: PostgresPool, at now: Date = now, limit: Int = 10, lease: Double = 30
    ) async throws -> [Delivery] {
        try await pool.load(
            NoticeDeliveryStore.claim(
                NoticePriority.allCases, limit: limit, at: now, lease: lease, leaseEnd: now.addingTimeInterval(30),
                gateway: "g",
                midnight: Self.now))
    }

    private func phones(_ pool: PostgresPool, _ key: String) async throws -> [String] {
        try await pool.query(
            """
            SELECT d.phone FROM delivery d JOIN notice n ON n.id = d.notice_id WHERE n.key = \(key) ORDER BY d.phone
            """
        ).rows.map { try $0.decode(0) }
    }

    private static let territory = """
        INSERT INTO area (id, code, level, name) VALUES
            (1, '330604112221', 'village', 'v'), (2, '330604112221001', 'grid', 'g'),
            (3, '330604112221001001', 'unit', 'u'), (4, '330604112222', 'village', 'other');
        INSERT INTO household (id, address, head_name, head_phone) VALUES
            (1, 'a', 'n', '138 0000 0001'), (2, 'b', 'n', '13800000002'), (3, 'c', 'n', '13800000003'),
            (4, 'd', 'n', NULL), (5, 'e', 'n', '13800000005'), (6, 'f', 'n', '13800000006');
        INSERT INTO household_area (household_id, area_id) VALUES (1, 3), (2, 3), (3, 2), (4, 3), (5, 4);
        INSERT INTO household_area (household_id, area_id, until) VALUES (6, 3, '2020-01-01');
        INSERT INTO officer (id, name, phone) VALUES (1, 'o', '13700000001'), (2, 'p', '13700000002');
        INSERT INTO post (officer_id, area_id, role) VALUES (2, 2, 'gridLeader'), (1, 2, 'gridOfficer');
        INSERT INTO post (officer_id, area_id, role, until) VALUES (1, 2, 'gridLeader', '2020-01-01');
        INSERT INTO rental (id, code, area_code, address, landlord_name, landlord_phone, stage, occupancy)
            VALUES (1, 'R1', '330604112221', 'x', 'l', '13600000001', 'registered', 4);
        """
}
