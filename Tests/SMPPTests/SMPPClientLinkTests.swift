import TestSupport
import Testing

@testable import SMPP

@Suite struct SMPPClientLinkTests {
    @Test func aCarrierThatFallsSilentIsLeftAndFoundAgain() async throws {
        try await SMPPWorld.run(
            client: .test {
                $0.enquireLink = .milliseconds(50)
                $0.responseTimeout = .milliseconds(300)
            }
        ) { world in
            await world.server.set(mute: true)
            try await world.eventually("left") { await world.desk.binds.count > 1 }
            await world.server.set(mute: false)
            try await world.eventually("back") { world.client.isBound }
            let binds = await world.desk.binds.count
            await world.server.enquire()
            #expect(await world.submit() == .accepted(ids: ["0"]))
            #expect(await world.desk.binds.count == binds)
        }
    }

    @Test func aReceiptMayComeBeforeTheAnswer() async throws {
        try await SMPPWorld.run { world in
            await world.desk.hold()
            async let result = world.submit()
            try await world.eventually("it is out") { await world.desk.submits.count == 1 }
            #expect(await world.bring([.receipt("0")]) == [.ok])
            #expect(await world.brought.receipts.map(\.id) == ["0"])
            await world.desk.release()
            #expect(await result == .accepted(ids: ["0"]))
        }
    }

    @Test func whatCouldNotBeTakenIsBroughtAgain() async throws {
        try await SMPPWorld.run { world in
            await world.brought.fail(1)
            let messages = [SMPPShortMessage.receipt("7"), .typed("1")]
            #expect(await world.bring(messages) == [.temporaryError, .temporaryError])
            #expect(await world.brought.list.isEmpty)
            #expect(await world.bring(messages) == [.ok, .ok])
            #expect(await world.bring([.typed("1")]) == [.ok])
            let ids = await world.brought.messages.map(\.id)
            #expect(ids.count == 2 && ids[0] != ids[1], "typed twice is two messages")
        }
    }

    @Test func whatIsBroughtAgainHasItsOldId() async throws {
        try await SMPPWorld.run { world in
            await world.brought.hold()
            async let first = world.bring([.typed("1")])
            try await world.eventually("in hand") { await world.brought.calls == 1 }
            // The connection ends before the answer, so the carrier brings it again.
            await world.server.disconnect()
            #expect(await first == [nil])
            try await world.eventually("the client knows") { !world.client.isBound }
            await world.brought.release()
            try await world.eventually("bound again") {
                await world.desk.binds.count == 2 && world.client.isBound
            }
            #expect(await world.bring([.typed("1")]) == [.ok])
            let ids = await world.brought.messages.map(\.id)
            #expect(ids.count == 2 && ids[0] == ids[1])
        }
    }

    @Test func partsOfALongReplyAreBroughtWithTheirPlaces() async throws {
        try await SMPPWorld.run { world in
            var segments = SMPPSegments(.test())
            let text = String(repeating: "三楼漏水😀", count: 30)
            let parts = segments.make(SMPPMessage(phone: "10690", text: text)).messages
            #expect(await world.bring(parts.reversed()) == parts.map { _ in .ok })
            let contents = await world.brought.messages.map(\.content)
            #expect(SMPPContent(joining: contents)?.text == text)
        }
    }

    @Test func aFrameThatCannotBeEndsTheConnection() async throws {
        try await SMPPWorld.run { world in
            await world.server.send(raw: [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1])
            try await world.eventually("it connects again") { await world.desk.binds.count > 1 }
        }
    }

    @Test func aFrameThatCannotBeReadEndsNothing() async throws {
        try await SMPPWorld.run { world in
            // A deliver_sm of four octets, and an unknown command.
            await world.server.send(raw: [0, 0, 0, 20, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1, 9, 9, 9, 9])
            await world.server.send(raw: [0, 0, 0, 16, 0, 0, 7, 7, 0, 0, 0, 0, 0, 0, 0, 2])
            #expect(await world.submit() == .accepted(ids: ["0"]))
            #expect(await world.desk.binds.count == 1)
        }
    }

    @Test func aStopWaitsForAnswersAndUnbinds() async throws {
        try await SMPPWorld.run { world in
            await world.desk.hold()
            async let result = world.submit()
            try await world.eventually("it is out") { await world.desk.submits.count == 1 }
            async let end: Void = world.client.stop()
            try await world.eventually("it stops") { await world.client.isStopping }
            #expect(await world.submit("late") == .refused(reason: "stopping"))
            await world.desk.release()
            await end
            #expect(await result == .accepted(ids: ["0"]))
            try await world.eventually("closed") { await world.server.bound.isEmpty }
            #expect(await world.client.problem == "stopped")
        }
    }

    @Test func severalConnectionsShareTheWork() async throws {
        try await SMPPWorld.run(
            client: .test {
                $0.connections = 3
                $0.window = 2
            }
        ) { world in
            try await world.eventually("all are bound") { await world.server.bound.count == 3 }
            let results = await world.client.submit((0..<300).map { SMPPMessage(phone: "\($0)", text: "t") })
            #expect(results.allSatisfy { if case .accepted = $0 { true } else { false } })
            #expect(Set(await world.desk.submits.map(\.peer)).count == 3)
        }
    }
}
