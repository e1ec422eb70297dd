import Events
import Foundation
import Lianhu
import TestSupport
import Testing

@testable import SMPP

@Suite struct StandinCarrierSMPPTests {
    @Test func aLongTextIsOneMessageOfSeveralSegments() async throws {
        try await StandinWorld.run(StandinWorld.options()) { world in
            let text = String(repeating: "三楼漏水😀", count: 40)
            let result = await world.submit(text)
            #expect(result == .accepted(ids: ["1000001", "1000002", "1000003", "1000004"]))
            let messages = try await world.messages()
            #expect(messages.count == 1)
            #expect(messages.first?[key: "text"]?.stringValue == text)
            #expect(messages.first?[key: "segments"]?.arrayValue?.count == 4)
            try await world.eventually("a receipt a segment") { await world.brought.receipts.count == 4 }
            #expect(await world.brought.receipts.allSatisfy { $0.state == .delivered && $0.phone == "13800000001" })
        }
    }

    struct Dialect: Sendable {
        let faults: String
        var ids = SMPPReceiptIDs.same
        var count = 1
    }

    @Test(arguments: [
        Dialect(faults: #"{"ids": "hex"}"#, ids: .hexToDecimal),
        Dialect(faults: #"{"ids": "decimal"}"#, ids: .decimalToHex),
        Dialect(faults: #"{"receipts": "parameters"}"#), Dialect(faults: #"{"receipts": "shuffled"}"#),
        Dialect(faults: #"{"ids": "decimal", "receipts": "parameters"}"#, ids: .decimalToHex),
        Dialect(faults: #"{"time": "before"}"#), Dialect(faults: #"{"time": "twice"}"#, count: 2),
    ]) func itsDialectsAreUnderstood(_ dialect: Dialect) async throws {
        let options = StandinWorld.options(try JSON.parse(Array(dialect.faults.utf8)))
        try await StandinWorld.run(options, client: .test { $0.receiptIDs = dialect.ids }) { world in
            let result = await world.submit()
            try await world.eventually("receipted") { await world.brought.receipts.count == dialect.count }
            #expect(await result == .accepted(ids: [world.brought.receipts[0].id]))
            #expect(await world.brought.receipts.allSatisfy { $0.state == .delivered })
        }
    }

    @Test func alienIdsMatchNothing() async throws {
        try await StandinWorld.run(StandinWorld.options(["ids": "alien"])) { world in
            let result = await world.submit()
            try await world.eventually("receipted") { await world.brought.receipts.count == 1 }
            #expect(result == .accepted(ids: ["x-1000001"]))
            #expect(await world.brought.receipts[0].id == "1000001")
        }
    }

    @Test func whatAPhoneTypesComesAsAMessage() async throws {
        try await StandinWorld.run(StandinWorld.options()) { world in
            _ = await world.submit()
            let answer = try await world.post("phones/13800000001/replies", #"{"text": "收到"}"#)
            #expect(answer[key: "taken"]?.boolValue == true)
            #expect(await world.brought.messages.map(\.text) == ["收到"])
            #expect(await world.brought.messages.map(\.phone) == ["13800000001"])
            await world.brought.fail(1)
            let refused = try await world.post("phones/13800000001/replies", #"{"text": "1"}"#)
            #expect(refused[key: "taken"]?.boolValue == false)
        }
    }

    @Test func itsRecordSurvivesARestartWithPartsAndReceipts() async throws {
        let options = StandinWorld.options()
        defer { try? FileManager.default.removeItem(at: options.directory) }
        let template = SMPPShortMessage(source: SMPPAddress("10690"), destination: SMPPAddress("13800000002"))
        let parts = template.carrying(String(repeating: "联", count: 100), reference: 9)
        try await StandinWorld.run(options) { world in
            // Its receipts are refused, so that they are still owed.
            await world.brought.fail(1_000_000)
            #expect(await world.submit() == .accepted(ids: ["1000001"]))
            #expect(await world.client.submitRaw(parts[0]) == .accepted(ids: ["1000002"]))
            let messages = try await world.messages()
            #expect(messages.count == 1)
        }
        try await StandinWorld.run(options) { world in
            try await world.eventually("what was owed") { await world.brought.receipts.count == 2 }
            #expect(await world.client.submitRaw(parts[1]) == .accepted(ids: ["1000003"]))
            let last = try await world.messages().last
            #expect(last?[key: "text"]?.stringValue == String(repeating: "联", count: 100))
            #expect(last?[key: "segments"] == ["1000002", "1000003"])
        }
    }
}

@Suite struct StandinCarrierFaultTests {
    @Test func itThrottlesAndFillsUp() async throws {
        try await StandinWorld.run(StandinWorld.options(["queueFull": 3])) { world in
            _ = try await world.post("faults", #"{"throttle": 40}"#)
            let results = await world.client.submit((0..<60).map { SMPPMessage(phone: "13800000001", text: "t\($0)") })
            #expect(results.allSatisfy { if case .accepted = $0 { true } else { false } })
            let messages = try await world.messages()
            #expect(messages.count == 60)
        }
    }

    @Test func itDropsTheConnectionWithoutAnswers() async throws {
        try await StandinWorld.run(StandinWorld.options(["dropAfter": 5])) { world in
            let results = await world.client.submit((0..<5).map { SMPPMessage(phone: "13800000001", text: "t\($0)") })
            #expect(results.allSatisfy { if case .unknown = $0 { true } else { false } })
            let messages = try await world.messages()
            #expect(messages.count == 5, "it has taken what it did not answer")
            try await world.eventually("back") { world.client.isBound }
            #expect(await world.submit() == .accepted(ids: ["1000006"]))
        }
    }

    @Test func itStalls() async throws {
        try await StandinWorld.run(
            StandinWorld.options(["stall": true]), client: .test { $0.responseTimeout = .milliseconds(300) }
        ) { world in
            #expect(await world.submit() == .unknown(ids: [], reason: "the carrier did not answer in time"))
            let messages = try await world.messages()
            #expect(messages.count == 1)
        }
    }

    @Test func itRefusesBindsAndNumbers() async throws {
        try await StandinWorld.run(StandinWorld.options(["refuseBind": 15]), bound: false) { world in
            try await world.eventually("refused") {
                await world.client.problem?.contains("ESME_RINVSYSID") == true
            }
            _ = try await world.post("faults", #"{"smpp": {"refuseBind": null}, "refuse": "139"}"#)
            try await world.eventually("bound") { world.client.isBound }
            #expect(await world.submit(to: "13900000001") == .rejected(problem: "ESME_RINVDSTADR"))
        }
    }

    @Test func aPasswordIsAskedFor() async throws {
        var options = StandinWorld.options()
        options.smppPassword = "other"
        try await StandinWorld.run(options, bound: false) { world in
            try await world.eventually("refused") { await world.client.problem?.contains("password") == true }
        }
    }
}

extension SMPPClient {
    /// One segment as it is.
    fileprivate func submitRaw(_ message: SMPPShortMessage) async -> SMPPSubmitted {
        await withCheckedContinuation { continuation in
            queue.add(
                SMPPOutgoing([message], weight: 1, isUrgent: false, patience: .now + .seconds(10)) {
                    continuation.resume(returning: $0)
                })
            pump()
        }
    }
}
