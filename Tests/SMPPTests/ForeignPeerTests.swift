import Events
import Foundation
import Lianhu
import TestSupport
import Testing

@testable import SMPP

/// Our client against a carrier, and our stand-in carrier against a client, that others wrote.
@Suite struct ForeignPeerTests {
    @Test func ourClientIsUnderstoodByAnothersCarrier() async throws {
        let perl = try PerlPeer(PerlPeer.carrier)
        defer { perl.end() }
        var settings = SMPPSettings.test { $0.receiptIDs = .hexToDecimal }
        settings.port = try #require(Int(try await perl.eventually("port")))
        settings.source = SMPPAddress(ton: 5, npi: 0, "LIANHU")
        let brought = SMPPBrought()
        let client = SMPPClient(settings, logger: SMPPWorld.quiet()) { try await brought.take($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { await client.run() }
            try await BrokerFixture.until("bound") { client.isBound }
            #expect(try await perl.eventually("bind") == "lianhu secret 52")
            let results = await client.submit([
                SMPPMessage(phone: "8613800000001", text: "联户"), SMPPMessage(phone: "8613800000002", text: "a€"),
            ])
            #expect(results == [.accepted(ids: ["4001"]), .accepted(ids: ["4002"])])
            try await BrokerFixture.until("receipted") { await brought.receipts.count == 2 }
            #expect(await brought.receipts.map(\.id) == ["4001", "4002"])
            #expect(await brought.receipts.map(\.state) == [.delivered, .delivered])
            let lines = try perl.lines
            #expect(lines.contains("submit LIANHU 8613800000001 8 0 1 80546237"))
            #expect(lines.contains("submit LIANHU 8613800000002 0 0 1 611b65"))
            #expect(try await perl.eventually("receipted") == "0")
            #expect(try await perl.eventually("alive") == "0")
            await client.stop()
            #expect(try await perl.eventually("unbind") == "0")
        }
    }

    @Test func ourCarrierIsUnderstoodByAnothersClient() async throws {
        let options = StandinWorld.options()
        defer { try? FileManager.default.removeItem(at: options.directory) }
        try await StandinWorld.run(options, bound: false) { world in
            // The carrier brings things to whoever bound first.
            await world.client.stop(within: .zero)
            let perl = try PerlPeer(PerlPeer.sender, ["\(world.port)"])
            defer { perl.end() }
            #expect(try await perl.eventually("bound") == "0 standin")
            #expect(try await perl.eventually("taken") == "0 1000001")
            #expect(try await perl.eventually("brought").hasPrefix("4 13800000001 id:0001000001 sub:001"))
            let answer = try await world.post("phones/13800000001/replies", #"{"text": "OK"}"#)
            #expect(answer[key: "taken"]?.boolValue == true)
            #expect(try await perl.eventually("alive") == "0")
            #expect(try await perl.eventually("unknown") == "80000000 3")
            #expect(try await perl.eventually("unbound") == "0")
            let lines = try perl.lines
            #expect(lines.contains("brought 0 13800000001 OK"))
            let texts = try await world.messages().compactMap { $0[key: "text"]?.stringValue }
            #expect(texts == ["联户"])
        }
    }
}
