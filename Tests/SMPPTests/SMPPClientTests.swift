import TestSupport
import Testing

@testable import SMPP

@Suite struct SMPPClientTests {
    @Test(arguments: SMPPSettings.BindMode.allCases)
    func textsAreTakenAndReceiptsBrought(mode: SMPPSettings.BindMode) async throws {
        try await SMPPWorld.run(client: .test { $0.bind = mode }) { world in
            let long = String(repeating: "联", count: 100)
            let results = await world.client.submit([
                SMPPMessage(phone: "1", text: "hello"), SMPPMessage(phone: "2", text: long),
            ])
            #expect(results == [.accepted(ids: ["0"]), .accepted(ids: ["1", "2"])])
            let submits = await world.desk.submits
            #expect(submits.map(\.message.destination.number) == ["1", "2", "2"])
            #expect(SMPPContent(joining: submits.dropFirst().map { SMPPContent($0.message) })?.text == long)
            #expect(submits.allSatisfy { $0.message.registeredDelivery == 1 })
            #expect(await world.bring([.receipt("2"), .typed("好")]) == [.ok, .ok])
            #expect(await world.brought.receipts.map(\.id) == ["2"])
            #expect(await world.brought.messages.map(\.text) == ["好"])
            let modes = Set(await world.server.bound)
            #expect(modes == (mode == .transceiver ? [.transceiver] : [.transmitter, .receiver]))
        }
    }

    @Test func aWrongPasswordIsToldAndNothingIsSent() async throws {
        try await SMPPWorld.run(bound: false) { world in
            await world.desk.set(bind: .invalidPassword)
            await world.server.disconnect()
            try await world.eventually("refused") { await world.client.problem?.contains("password") == true }
            #expect(!world.client.isBound)
            guard case .refused(let reason) = await world.submit() else {
                Issue.record("nothing is sent by a client that is not bound")
                return
            }
            #expect(reason.contains("ESME_RINVPASWD"))
            await world.desk.set(bind: .ok)
            try await world.eventually("bound at last") { world.client.isBound }
            #expect(await world.submit() == .accepted(ids: ["0"]))
        }
    }

    @Test func theWindowIsNeverExceeded() async throws {
        try await SMPPWorld.run(client: .test { $0.window = 7 }) { world in
            let messages = (0..<500).map { SMPPMessage(phone: "\($0)", text: "t") }
            let results = await world.client.submit(messages)
            #expect(results == (0..<500).map { .accepted(ids: ["\($0)"]) })
            #expect(await world.desk.most <= 7)
        }
    }

    @Test func urgentTextsGoFirst() async throws {
        try await SMPPWorld.run(client: .test { $0.window = 1 }) { world in
            await world.desk.hold()
            async let ordinary = world.client.submit((0..<5).map { SMPPMessage(phone: "1", text: "o\($0)") })
            try await world.eventually("one is out") { await world.desk.submits.count == 1 }
            async let urgent = world.client.submit([SMPPMessage(phone: "1", text: "u", isUrgent: true)])
            try await world.eventually("urgent is queued") { await world.client.hasUrgent }
            await world.desk.release()
            _ = await (ordinary, urgent)
            #expect(await world.desk.texts == ["o0", "u", "o1", "o2", "o3", "o4"])
        }
    }

    @Test func throttlingIsWaitedOutAndEachTextIsTakenOnce() async throws {
        try await SMPPWorld.run(client: .test { $0.window = 10 }) { world in
            await world.desk.set { number, _ in
                (5..<40).contains(number)
                    ? .answer(number % 2 == 0 ? .throttled : .queueFull, id: "") : .answer(.ok, id: "\(number)")
            }
            let results = await world.client.submit((0..<60).map { SMPPMessage(phone: "\($0)", text: "t\($0)") })
            for result in results {
                guard case .accepted = result else {
                    Issue.record("\(result)")
                    continue
                }
            }
            #expect(await world.desk.submits.count == 95)
        }
    }

    @Test func oneThatIsThrottledForLongIsGivenBack() async throws {
        try await SMPPWorld.run(client: .test { $0.patience = .milliseconds(300) }) { world in
            await world.desk.set { _, _ in .answer(.throttled, id: "") }
            #expect(await world.submit() == .throttled)
            // A segment that was taken is not forgotten.
            let offset = await world.desk.submits.count
            await world.desk.set { number, _ in number == offset ? .answer(.ok, id: "a") : .answer(.throttled, id: "") }
            try await world.eventually("room again") { await world.client.hasRoom }
            let long = await world.submit(String(repeating: "a", count: 200))
            #expect(long == .partly(ids: ["a"], problem: "it waited too long for its turn"))
        }
    }

    @Test func refusalsAreNamed() async throws {
        try await SMPPWorld.run { world in
            await world.desk.set { number, _ in
                switch number {
                case 0: .answer(.invalidDestination, id: "")
                case 1: .answer(.systemError, id: "")
                case 2: .answer(.ok, id: "x")
                default: .answer(.invalidDestination, id: "")
                }
            }
            #expect(await world.submit() == .rejected(problem: "ESME_RINVDSTADR"))
            #expect(await world.submit() == .throttled)
            let long = String(repeating: "a", count: 161)
            #expect(await world.submit(long) == .partly(ids: ["x"], problem: "ESME_RINVDSTADR"))
        }
    }

    @Test func whatCannotBeSentIsRefusedAlone() async throws {
        try await SMPPWorld.run { world in
            let results = await world.client.submit([
                SMPPMessage(phone: "123456789012345678901", text: "t"), SMPPMessage(phone: "1", text: "t"),
                SMPPMessage(phone: "1", text: String(repeating: "联", count: 20_000)), SMPPMessage(phone: "", text: "t"),
            ])
            #expect(results[0] == .rejected(problem: "a number has 1 to 20 digits"))
            #expect(results[1] == .accepted(ids: ["0"]))
            #expect(results[2] == .rejected(problem: "a text of 299 segments: 255 are the most"))
            #expect(results[3] == results[0])
            #expect(await world.desk.submits.count == 1)
        }
    }

    @Test func settingsThatCannotWorkAreNamed() {
        #expect(SMPPSettings.test { $0.port = 2775 }.problems.isEmpty)
        let wrong = SMPPSettings.test {
            $0.port = 70_000
            $0.password = "longer than eight"
            $0.systemID = ""
            $0.window = 0
            $0.segmentsPerSecond = 0
            $0.patience = .zero
        }
        #expect(wrong.problems.count == 6)
    }

    @Test func aConnectionThatDiesLeavesItsTextsUnknown() async throws {
        try await SMPPWorld.run(client: .test { $0.window = 10 }) { world in
            await world.desk.set { number, _ in
                number < 3 ? .answer(.ok, id: "\(number)") : number < 9 ? .silence : .disconnect
            }
            let results = await world.client.submit((0..<20).map { SMPPMessage(phone: "\($0)", text: "t") })
            let sent = await world.desk.submits.count
            #expect(results.prefix(3) == [.accepted(ids: ["0"]), .accepted(ids: ["1"]), .accepted(ids: ["2"])])
            for (index, result) in results.enumerated().dropFirst(3) {
                switch result {
                case .unknown: break
                case .refused: #expect(index >= sent, "what has left is never called unsent")
                default: Issue.record("\(index): \(result)")
                }
            }
            await world.desk.set { number, _ in .answer(.ok, id: "\(number)") }
            try await world.eventually("bound again") { world.client.isBound }
            guard case .accepted = await world.submit() else {
                Issue.record("it works again")
                return
            }
        }
    }

    @Test func aCarrierThatAnswersNothingIsLeft() async throws {
        try await SMPPWorld.run(client: .test { $0.responseTimeout = .milliseconds(200) }) { world in
            await world.desk.set { _, _ in .silence }
            #expect(await world.submit() == .unknown(ids: [], reason: "the carrier did not answer in time"))
            try await world.eventually("it connects again") { await world.desk.binds.count > 1 }
        }
    }

    @Test func answersMayComeInAnyOrder() async throws {
        try await SMPPWorld.run { world in
            await world.desk.shuffle()
            let results = await world.client.submit((0..<200).map { SMPPMessage(phone: "\($0)", text: "t\($0)") })
            let order = await world.desk.submits.map(\.message.destination.number)
            for (place, result) in results.enumerated() {
                let number = try #require(order.firstIndex(of: "\(place)"))
                #expect(result == .accepted(ids: ["\(number)"]))
            }
        }
    }

    @Test func pacingCountsSegments() async throws {
        try await SMPPWorld.run(client: .test { $0.segmentsPerSecond = 100 }) { world in
            let long = String(repeating: "a", count: 300)
            let began = ContinuousClock.now
            _ = await world.client.submit((0..<25).map { SMPPMessage(phone: "\($0)", text: long) })
            let taken = ContinuousClock.now - began
            #expect(taken > .milliseconds(430), "50 segments, 5 of them at once, at 100 a second: \(taken)")
        }
    }
}
