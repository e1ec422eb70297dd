import Domain
import Events
import Fleet
import Foundation
import FoundationNetworking
import NoticeWorker
import Postgres
import Store
import TestSupport
import Testing

/// What a phone gets when much is to be told, with a real carrier and a real record.
@Suite struct NoticeFloodTests {
    private static let phone = "13800000001"
    private static let evening = NoticeWorld.morning.addingTimeInterval(8 * 3600 + 1)

    /// Ten matters on one morning: eight texts, and in the evening one of the rest.
    @Test func theDaysNumberAndThenOneDigest() async throws {
        try await NoticeWorld.run { world in
            try await askForTen(world)
            try await world.round(through: wide(world))
            #expect(try await texts(world).count == 8)
            #expect(try await held(world) == ["dailyCap", "dailyCap"])
            try await world.round(at: Self.evening, through: wide(world))
            let last = try #require(try await texts(world).last)
            #expect(last.hasPrefix("【联户】今天另有2条通知:1.") && last.hasSuffix("。"))
            #expect(try await texts(world).count == 9)
            #expect(try await world.states().sorted() == ["stopped"] + [String](repeating: "submitted", count: 9))
            #expect(try await folded(world) == 1)
        }
    }

    /// An alarm with ten sensors: one text with the number. The emergency among it goes by itself.
    @Test func aStormIsOneText() async throws {
        try await NoticeWorld.run { world in
            for number in 0..<10 { try await world.ask("storm \(number)", [Self.phone], priority: .urgent) }
            try await world.ask("fire", [Self.phone], priority: .emergency)
            try await world.round(through: wide(world))
            let texts = try await texts(world)
            #expect(texts.count == 2 && texts.contains("【联户】fire"))
            #expect(texts.contains { $0.contains("另有9条同类通知") })
            // Sent again under the same words, should the first time have been lost.
            #expect(try await folded(world) == 9)
        }
    }

    /// Whoever stops the notice that leads stops only that one.
    @Test func theRestGoesByItselfWhenItsLeadIsStopped() async throws {
        try await NoticeWorld.run { world in
            for number in 0..<4 { try await world.ask("storm \(number)", [Self.phone], priority: .urgent) }
            let nowhere = HTTPGateway(
                name: "standin", url: try NoticeWorld.address(9, ""), secret: "", batch: 100, timeout: 5)
            try await world.round(through: nowhere)
            #expect(try await folded(world) == 3)
            let lead = try await world.pool.query(
                "SELECT n.key FROM notice n JOIN delivery d ON d.notice_id = n.id WHERE d.text IS NOT NULL"
            ).rows.map { try $0.decode(0, as: String.self) }
            _ = try await world.pool.load(NoticeControlStore.act(.stop, onKeys: lead, at: NoticeWorld.morning))
            for minute in 1...3 {
                try await world.round(
                    at: NoticeWorld.morning.addingTimeInterval(Double(minute) * 120), through: wide(world))
            }
            let texts = try await texts(world)
            #expect(texts.count == 1 && texts.first?.contains("另有2条同类通知") == true)
            #expect(try await world.states().sorted() == ["stopped", "stopped", "stopped", "submitted"])
        }
    }

    /// A gateway whose claim holds all of it.
    private func wide(_ world: NoticeWorld) -> HTTPGateway {
        HTTPGateway(name: "standin", url: world.carrier, secret: NoticeWorld.secret, batch: 100, timeout: 5)
    }

    private func askForTen(_ world: NoticeWorld) async throws {
        for number in 0..<10 {
            let request = NoticeRequest(
                key: "matter \(number)", purpose: "purpose \(number)", priority: .normal,
                audience: Audience([.phones([try #require(PhoneNumber(Self.phone))])]), text: "【联户】第\(number)件事。")
            _ = try await world.ask(request)
        }
    }

    private func texts(_ world: NoticeWorld) async throws -> [String] {
        let (data, _) = try await URLSession.shared.data(from: world.carrier.appending(path: "messages"))
        return (try JSON.parse(Array(data))[key: "messages"]?.arrayValue ?? []).compactMap {
            $0[key: "text"]?.stringValue
        }
    }

    private func held(_ world: NoticeWorld) async throws -> [String] {
        try await world.pool.query("SELECT held FROM delivery WHERE held IS NOT NULL").rows.map { try $0.decode(0) }
    }

    private func folded(_ world: NoticeWorld) async throws -> Int {
        try await world.pool.query("SELECT count(*) FROM delivery WHERE folded_into IS NOT NULL").rows.first?.decode(0)
            ?? 0
    }
}
