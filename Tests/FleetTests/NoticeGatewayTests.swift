import Domain
import Events
import Foundation
import NoticeWorker
import Postgres
import Store
import TestSupport
import Testing

@testable import Fleet

/// Several carriers: which one a text goes to, what happens when one takes nothing, and whose receipt settles what.
@Suite struct NoticeGatewayTests {
    private static let first = "13800000001"
    private static let second = "13800000002"

    /// A carrier in this process that says what it is told to say.
    private struct Scripted: Gateway {
        let name: String
        var batch = 100
        var canTell = true
        var says: @Sendable (OutgoingMessage) throws(GatewayError) -> SubmitResult.Outcome = {
            .accepted(id: "x-\($0.reference)")
        }

        func submit(_ messages: [OutgoingMessage]) async throws(GatewayError) -> [SubmitResult] {
            var results: [SubmitResult] = []
            for message in messages {
                results.append(SubmitResult(reference: message.reference, outcome: try says(message)))
            }
            return results
        }

        func status(of references: [String]) async throws(GatewayError) -> [MessageStatus] { [] }
    }

    private static func down(_ name: String) -> Scripted {
        Scripted(name: name) { _ throws(GatewayError) in throw .refused("no connection") }
    }

    @Test func theNextCarrierTakesAtOnceWhatTheFirstDoesNot() async throws {
        try await NoticeWorld.run { world in
            try await world.ask("meeting", [Self.first])
            let board = GatewayBoard([Self.down("main"), world.gateway])
            try await world.round(board: board)
            #expect(try await world.states() == ["pending"])
            try await world.round(board: board)
            #expect(try await world.states() == ["submitted"])
            #expect(try await gateways(world) == ["standin"])
            #expect(board.problem(of: "main") != nil)
            // While it rests, nobody asks it first.
            try await world.ask("second", [Self.second])
            try await world.round(board: board)
            #expect(try await world.taken() == [Self.first, Self.second])
        }
    }

    @Test func twoThatBothRefuseAreNotAskedWithoutARest() async throws {
        try await NoticeWorld.run { world in
            try await world.ask("meeting", [Self.first])
            let board = GatewayBoard([Self.down("main"), Self.down("spare")])
            for _ in 0..<4 { try await world.round(board: board) }
            let tries = try await world.pool.query("SELECT tries FROM delivery").rows.map {
                try $0.decode(0, as: Int16.self)
            }
            #expect(tries == [2])
            #expect(try await world.states() == ["pending"])
        }
    }

    @Test func aCarrierOutOfUseGetsNothing() async throws {
        try await NoticeWorld.run { world in
            let board = GatewayBoard([world.gateway])
            board.apply([GatewayControl(name: "standin", isDraining: true)])
            try await world.ask("fire", [Self.first], priority: .emergency)
            try await world.round(board: board)
            #expect(
                try await world.pool.query("SELECT held FROM delivery").rows.map { try $0.decode(0, as: String.self) }
                    == ["noCarrier"])
            #expect(try await world.taken().isEmpty)
            board.apply([GatewayControl(name: "standin")])
            try await world.round(at: NoticeWorld.morning.addingTimeInterval(11), board: board)
            #expect(try await world.taken() == [Self.first])
        }
    }

    @Test func rulesSendTextsToDifferentCarriers() async throws {
        try await NoticeWorld.run { world in
            let routing = GatewayRouting("priority=emergency:b; *:a", gateways: ["a", "b"])
            let board = GatewayBoard([Scripted(name: "a"), Scripted(name: "b")], routing: routing)
            try await world.ask("meeting", [Self.first])
            try await world.ask("fire", [Self.second], priority: .emergency)
            try await world.round(board: board)
            #expect(try await world.states() == ["submitted", "submitted"])
            #expect(try await gateways(world) == ["a", "b"])
        }
    }

    /// A carrier that cannot be asked: an emergency goes again, a few times; nobody says anything else twice.
    @Test func whatNobodyCanTellStaysUnknown() async throws {
        try await NoticeWorld.run { world in
            var mute = Scripted(name: "mute") { _ throws(GatewayError) in throw .noAnswer("timed out") }
            mute.canTell = false
            let board = GatewayBoard([mute])
            try await world.ask("meeting", [Self.first])
            try await world.ask("fire", [Self.second], priority: .emergency)
            for hour in 0..<12 {
                try await world.round(at: NoticeWorld.morning.addingTimeInterval(Double(hour) * 600), board: board)
            }
            #expect(try await world.states() == ["unknown", "unknown"])
            let resends = try await world.pool.query("SELECT resends FROM delivery ORDER BY phone").rows
                .map { Int(try $0.decode(0, as: Int16.self)) }
            #expect(resends == [0, DeliveryStep.resendLimit])
        }
    }

    /// Every part of a long text is receipted by itself; the text has arrived with the last of them.
    @Test(arguments: [["delivered", "delivered"], ["delivered", "failed"], ["failed", "delivered"]])
    func aLongTextHasArrivedWithItsLastPart(_ fates: [String]) async throws {
        try await NoticeWorld.run { world in
            let board = GatewayBoard([Scripted(name: "standin") { _ in .accepted(ids: ["p1", "p2"]) }])
            try await world.ask("long", [Self.first])
            try await world.round(board: board)
            for (index, fate) in fates.enumerated() {
                let receipt: JSON = ["id": .string("p\(index + 1)"), "status": .string(fate)]
                #expect(try await world.post(["receipts": [receipt]]).unknown == 0)
                if index == 0, fate == "delivered" { #expect(try await world.states() == ["submitted"]) }
            }
            #expect(try await world.states() == [fates.contains("failed") ? "failed" : "delivered"])
        }
    }

    /// The receipt is quicker than the record of the answer that names its message.
    @Test func aReceiptBeforeItsMessageIsKnownIsNotLost() async throws {
        try await NoticeWorld.run { world in
            #expect(
                try await world.post([
                    "receipts": [["id": "p1", "status": "delivered"], ["id": "alien", "status": "failed"]]
                ]).unknown == 2)
            try await world.ask("meeting", [Self.first])
            try await world.round(board: GatewayBoard([Scripted(name: "standin") { _ in .accepted(id: "p1") }]))
            #expect(try await world.states() == ["submitted"])
            try await early(world, at: NoticeWorld.morning.addingTimeInterval(1))
            #expect(try await world.states() == ["delivered"])
            // What is nobody's is looked at ever less often, and forgotten after a day.
            #expect(try await kept(world) == 1)
            try await early(world, at: NoticeWorld.morning.addingTimeInterval(90_000))
            #expect(try await kept(world) == 0)
        }
    }

    private func early(_ world: NoticeWorld, at now: Date) async throws {
        let work = EarlyReceiptWork(speed: 1)
        try await world.pool.transaction { transaction in
            let items = try await work.claim(limit: 100, at: now, in: transaction)
            _ = try await work.decide(items, at: now, in: transaction)
        }
    }

    private func kept(_ world: NoticeWorld) async throws -> Int {
        try await world.pool.query("SELECT count(*) FROM early_receipt").rows.first?.decode(0) ?? 0
    }

    private func gateways(_ world: NoticeWorld) async throws -> [String] {
        try await world.pool.query("SELECT gateway FROM delivery ORDER BY phone").rows.map { try $0.decode(0) }
    }
}
