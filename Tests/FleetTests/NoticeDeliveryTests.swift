import Domain
import Events
import Fleet
import Foundation
import Lianhu
import Postgres
import Testing

@Suite struct NoticeDeliveryTests {
    private static let (first, second, third) = ("13800000001", "13800000002", "13800000003")
    private static let hour = 3600.0

    @Test func aNoticeReachesEachPhoneOnceAndIsTold() async throws {
        try await NoticeWorld.run(receipted: true) { world in
            let phones = [Self.first, Self.second, Self.third]
            #expect(try await world.ask("call", phones, priority: .emergency) == [.done("accepted")])
            #expect(try await world.ask("call", phones, priority: .emergency) == [.done("known")])
            try await world.round()
            #expect(try await world.taken() == phones)
            try await world.eventually("all delivered") {
                try await world.states() == ["delivered", "delivered", "delivered"]
            }
            #expect(try await world.told().count == 3)
            #expect(try await world.told().allSatisfy { $0.hasSuffix("/delivered notice.delivered") })
            try await world.round(at: NoticeWorld.morning.addingTimeInterval(Self.hour))
            #expect(try await world.taken() == phones)
        }
    }

    @Test func quietHoursHoldUntilTheMorning() async throws {
        try await NoticeWorld.run { world in
            let night = NoticeWorld.morning.addingTimeInterval(12 * Self.hour)
            #expect(try await world.ask("n", [Self.first], at: night) == [.done("held")])
            #expect(try await world.ask("e", [Self.second], priority: .emergency, at: night) == [.done("accepted")])
            try await world.round(at: night.addingTimeInterval(Self.hour))
            #expect(try await world.taken() == [Self.second])
            try await world.round(at: NoticeWorld.morning.addingTimeInterval(22 * Self.hour))
            #expect(try await world.taken() == [Self.first, Self.second])
        }
    }

    @Test func quietHoursAndExpiryAreLookedAtAgainWhenSending() async throws {
        try await NoticeWorld.run { world in
            try await world.ask("late", [Self.first])
            try await world.ask("over", [Self.second], expiresAt: NoticeWorld.morning.addingTimeInterval(60))
            try await world.round(at: NoticeWorld.morning.addingTimeInterval(12 * Self.hour))
            #expect(try await world.taken().isEmpty)
            #expect(try await world.states() == ["pending", "expired"])
            #expect(try await world.told().count == 1)
            try await world.round(at: NoticeWorld.morning.addingTimeInterval(22 * Self.hour))
            #expect(try await world.taken() == [Self.first])
        }
    }

    @Test func anEmergencyWithoutAnAnswerIsSentAgainAtOnce() async throws {
        var options = NoticeWorld.options()
        options.dropAnswers = 1
        try await NoticeWorld.run(options) { world in
            try await world.ask("fire", [Self.first], priority: .emergency)
            try await world.round()
            #expect(try await world.states() == ["ambiguous"])
            try await world.round()
            #expect(try await world.states() == ["submitted"])
            #expect(try await world.taken() == [Self.first, Self.first])
            let resends = try await world.pool.query("SELECT resends FROM delivery").rows.first
            #expect(try resends?.decode(0, as: Int.self) == 1)
        }
    }

    @Test func anythingElseWithoutAnAnswerIsAskedAboutFirst() async throws {
        var options = NoticeWorld.options()
        options.dropAnswers = 1
        try await NoticeWorld.run(options) { world in
            try await world.ask("meeting", [Self.first])
            try await world.round()
            try await world.round()
            #expect(try await world.states() == ["ambiguous"])
            try await world.round(at: NoticeWorld.morning.addingTimeInterval(60))
            #expect(try await world.states() == ["submitted"])
            #expect(try await world.taken() == [Self.first])
        }
    }

    @Test func aProcessThatDiedBeforeSendingLosesNothing() async throws {
        try await NoticeWorld.run { world in
            try await world.ask("meeting", [Self.first])
            try await world.round(lease: 0)
            #expect(try await world.states() == ["sending"])
            try await world.round()
            #expect(try await world.states() == ["pending"])
            try await world.round()
            #expect(try await world.taken() == [Self.first])
        }
    }

    @Test func aGatewayThatIsAwayCostsOnlyTime() async throws {
        try await NoticeWorld.run { world in
            try await world.ask("meeting", [Self.first])
            let nowhere = HTTPGateway(
                name: "standin", url: try NoticeWorld.address(9, ""), secret: "", timeout: 5)
            try await world.round(through: nowhere)
            #expect(try await world.states() == ["pending"])
            try await world.round()
            #expect(try await world.taken().isEmpty)
            try await world.round(at: NoticeWorld.morning.addingTimeInterval(60))
            #expect(try await world.taken() == [Self.first])
        }
    }

    @Test func anAnswerIsRecordedOnceTheDatabaseTakesIt() async throws {
        try await NoticeWorld.run { world in
            try await world.ask("fire", [Self.first], priority: .emergency)
            for statement in Self.failingTwice { _ = try await world.pool.query(SQL(stringLiteral: statement)) }
            try await world.round()
            #expect(try await world.states() == ["submitted"])
            try await world.round(at: NoticeWorld.morning.addingTimeInterval(Self.hour))
            #expect(try await world.taken() == [Self.first])
        }
    }

    /// Recording loses a race twice; a sequence counts, because it is not rolled back.
    private static let failingTwice = [
        "CREATE SEQUENCE failures",
        """
        CREATE FUNCTION fail_twice() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF nextval('failures') <= 2 THEN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END IF;
            RETURN NEW;
        END $$
        """,
        """
        CREATE TRIGGER fail_twice BEFORE UPDATE ON delivery
        FOR EACH ROW WHEN (NEW.state = 'submitted') EXECUTE FUNCTION fail_twice()
        """,
    ]

    @Test func oneMessageThatTheCarrierCannotReadDoesNotKeepTheOthers() async throws {
        try await NoticeWorld.run { world in
            let phones = (1...7).map { "1380000000\($0)" }
            try await world.ask("meeting", phones)
            let picky = PickyGateway(gateway: world.gateway, unfit: "13800000003")
            try await world.round(through: picky)
            #expect(try await world.taken() == phones.filter { $0 != picky.unfit })
            #expect(try await world.states().map { $0 == "failed" } == phones.map { $0 == picky.unfit })
        }
    }

    /// A carrier that refuses a whole call because of one number in it.
    private struct PickyGateway: Gateway {
        let gateway: HTTPGateway
        let unfit: String
        var name: String { gateway.name }
        let batch = 100

        func submit(_ messages: [OutgoingMessage]) async throws(GatewayError) -> [SubmitResult] {
            if messages.contains(where: { $0.phone == unfit }) { throw .unfit("HTTP 422") }
            return try await gateway.submit(messages)
        }

        func status(of references: [String]) async throws(GatewayError) -> [MessageStatus] {
            try await gateway.status(of: references)
        }
    }

    @Test func refusedNumbersFailAndThrottledOnesWait() async throws {
        var options = NoticeWorld.options()
        options.refuse = Self.first
        options.throttle = 0
        try await NoticeWorld.run(options) { world in
            try await world.ask("meeting", [Self.first, Self.second])
            try await world.round()
            #expect(try await world.states() == ["failed", "pending"])
            #expect(try await world.told().allSatisfy { $0.hasSuffix("/failed notice.failed") })
            #expect(try await world.told().count == 1)
        }
    }

    @Test func aWrongSecretSendsNothing() async throws {
        try await NoticeWorld.run { world in
            try await world.ask("meeting", [Self.first])
            let wrong = HTTPGateway(name: "standin", url: world.carrier, secret: "guess", timeout: 5)
            try await world.round(through: wrong)
            #expect(try await world.taken().isEmpty)
            #expect(try await world.states() == ["pending"])
        }
    }
}
