import Domain
import Events
import Foundation
import FoundationNetworking
import Lianhu
import Logging
import NoticeWorker
import Postgres
import ServiceLifecycle
import Store
import TestSupport
import Testing

@testable import Fleet

/// A notice worker's parts and a carrier that speaks SMPP: what goes, what comes back over the same line.
@Suite struct NoticeSMPPTests {
    private static let first = "13800000001"
    private static let second = "13800000002"

    @Test func textsGoAndTheirReceiptsComeBack() async throws {
        try await run { world, gateway, _ in
            try await world.ask("meeting", [Self.first, Self.second])
            try await send(world, through: gateway)
            try await delivered(world, 2)
            #expect(try await world.taken() == ["86" + Self.first, "86" + Self.second])
            #expect(try await world.told().filter { $0.contains("notice.delivered") }.count == 2)
        }
    }

    /// Three segments, three names, three receipts: delivered with the last.
    @Test func aLongTextArrivesWithAllItsParts() async throws {
        try await run { world, gateway, _ in
            let text = "【联户】" + String(repeating: "停水通知", count: 40)
            let request = NoticeRequest(
                key: "long", purpose: "test", priority: .normal,
                audience: Audience([.phones([try #require(PhoneNumber(Self.first))])]), text: text)
            _ = try await world.ask(request)
            try await send(world, through: gateway)
            try await delivered(world, 1)
            let parts = try await world.pool.query("SELECT delivered FROM delivery_part").rows
                .map { try $0.decode(0, as: Bool?.self) }
            #expect(parts == [true, true, true])
            #expect(try await texts(world) == [text])
        }
    }

    /// The line breaks before the answer: an emergency goes again, of anything else nobody can tell.
    @Test func aLineThatBreaksLeavesOnlyEmergenciesToBeSaidAgain() async throws {
        var options = NoticeWorld.options()
        options.smppFaults.change(["dropAfter": 1])
        try await run(options) { world, gateway, _ in
            try await world.ask("meeting", [Self.first])
            try await send(world, through: gateway)
            try await world.round(at: NoticeWorld.morning.addingTimeInterval(20_000), through: gateway)
            #expect(try await world.states() == ["unknown"])
            try await world.ask("fire", [Self.second], priority: .emergency)
            var later = NoticeWorld.morning.addingTimeInterval(21_000)
            try await world.eventually("the emergency after all") {
                later += 60
                try await world.round(at: later, through: gateway)
                return try await world.states().last == "delivered"
            }
        }
    }

    /// What a phone sends comes to the worker's own queue as the event that it is, once.
    @Test func aReplyComesOverTheLine() async throws {
        try await run { world, gateway, _ in
            try await world.ask("meeting", [Self.first])
            try await send(world, through: gateway)
            var request = URLRequest(url: world.carrier.appending(path: "phones/86\(Self.first)/replies"))
            request.httpMethod = "POST"
            request.httpBody = Data(#"{"text": "收到"}"#.utf8)
            _ = try await URLSession.shared.data(for: request)
            try await world.eventually("the reply in the outbox") {
                try await world.pool.query(
                    "SELECT convert_from(body, 'UTF8') FROM outbox WHERE routing_key LIKE '%replied%'"
                )
                .rows.contains { row in
                    let text = try row.decode(0, as: String.self)
                    return text.contains(Self.first) && text.contains("收到")
                }
            }
        }
    }

    /// A receipt in another base, before the answer, without text: each still finds its message.
    @Test(arguments: ["hexToDecimal", "decimalToHex"]) func receiptsInAnotherBase(_ ids: String) async throws {
        var options = NoticeWorld.options()
        options.smppFaults.change(["ids": ids == "hexToDecimal" ? "hex" : "decimal", "receipts": "parameters"])
        try await run(options, receiptIDs: ids) { world, gateway, _ in
            try await world.ask("meeting", (10..<40).map { "138000000\($0)" })
            try await send(world, through: gateway)
            try await delivered(world, 30)
        }
    }

    @Test func whileNobodyAnswersNothingIsSentAndNothingLost() async throws {
        try await run(isListening: false) { world, gateway, _ in
            try await world.ask("meeting", [Self.first])
            try await world.round(through: gateway)
            #expect(try await world.states() == ["pending"])
        }
    }

    /// A field that the protocol has no room for is a wrong setting, not a line that is refused for ever.
    @Test func whatTheProtocolHasNoRoomForIsSaidAtTheStart() async throws {
        let all = try FleetSettings.load(
            arguments: [],
            environment: [
                "LIANHU_GATEWAYS": "s", "LIANHU_GATEWAY_S_KIND": "smpp", "LIANHU_GATEWAY_S_PASSWORD": "muchtoolong",
            ])
        guard case .smpp(let settings) = all.gateways.first?.connection else {
            Issue.record("no carrier in the settings")
            return
        }
        try await NoticeWorld.run { world in
            let error = #expect(throws: UnusableSettings.self) {
                try SMPPGateway(
                    name: "s", batch: 1, timeout: 1, settings: settings, pool: world.pool,
                    logger: Logger(label: "test"),
                    clock: { NoticeWorld.morning })
            }
            #expect(error?.description.contains("the carrier s cannot be used:\n  the password has at most 8") == true)
        }
    }

    // MARK: -

    private func send(_ world: NoticeWorld, through gateway: SMPPGateway) async throws {
        var later = NoticeWorld.morning
        try await world.eventually("the line stands and the texts are gone") {
            later += 60
            try await world.round(at: later, through: gateway)
            return try await world.states().allSatisfy { $0 != "pending" }
        }
    }

    /// Receipts that were ahead of the record of their answers are settled by the work that looks again.
    private func delivered(_ world: NoticeWorld, _ count: Int) async throws {
        try await world.eventually("delivered") {
            let work = EarlyReceiptWork(speed: 1)
            try await world.pool.transaction { transaction in
                let later = NoticeWorld.morning.addingTimeInterval(80_000)
                let items = try await work.claim(limit: 100, at: later, in: transaction)
                _ = try await work.decide(items, at: later, in: transaction)
            }
            return try await world.states().filter { $0 == "delivered" }.count == count
        }
    }

    private func texts(_ world: NoticeWorld) async throws -> [String] {
        let (data, _) = try await URLSession.shared.data(from: world.carrier.appending(path: "messages"))
        return (try JSON.parse(Array(data))[key: "messages"]?.arrayValue ?? []).compactMap {
            $0[key: "text"]?.stringValue
        }
    }

    private func run(
        _ options: StandinCarrierOptions = NoticeWorld.options(), receiptIDs: String = "same", isListening: Bool = true,
        _ body: (NoticeWorld, SMPPGateway, StandinCarrier) async throws -> Void
    ) async throws {
        var options = options
        options.smppPort = 0
        try await NoticeWorld.run { world in
            let carrier = try await StandinCarrier(options)
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await carrier.run() }
                let port = isListening ? try #require(try await carrier.smppPort()) : 9
                let all = try FleetSettings.load(
                    arguments: [],
                    environment: [
                        "LIANHU_GATEWAYS": "s", "LIANHU_GATEWAY_S_KIND": "smpp",
                        "LIANHU_GATEWAY_S_HOST": "127.0.0.1:\(port)", "LIANHU_GATEWAY_S_PASSWORD": "secret",
                        "LIANHU_GATEWAY_S_RECEIPT_IDS": receiptIDs,
                    ])
                guard case .smpp(let settings) = all.gateways.first?.connection else {
                    Issue.record("no carrier in the settings")
                    return
                }
                let gateway = try SMPPGateway(
                    name: "s", batch: 100, timeout: 2, settings: settings, pool: world.pool,
                    logger: Logger(label: "test"),
                    clock: { NoticeWorld.morning })
                let line = try #require(gateway.line)
                group.addTask { try await line.run() }
                let url = try NoticeWorld.address(try await carrier.port(), "")
                let mine = NoticeWorld(
                    pool: world.pool, gateway: world.gateway, carrier: url, receipts: world.receipts)
                try await body(mine, gateway, carrier)
            }
        }
        try? FileManager.default.removeItem(at: options.directory)
    }
}
