import Domain
import Foundation
import Logging
import TestSupport
import Testing

@testable import SMPP

/// A client and a carrier that does what a test says, over real sockets.
struct SMPPWorld: Sendable {
    let client: SMPPClient
    let server: SMPPServer
    let desk: SMPPDesk
    let brought: SMPPBrought

    static func quiet(_ name: String = "test") -> Logger {
        var logger = Logger(label: name)
        logger.logLevel = .critical
        return logger
    }

    /// Runs both until `body` is done; `bound` waits first until the client is.
    static func run(
        _ server: SMPPServerSettings = SMPPServerSettings(), client settings: SMPPSettings = .test(),
        bound: Bool = true, _ body: (SMPPWorld) async throws -> Void
    ) async throws {
        let desk = SMPPDesk()
        let brought = SMPPBrought()
        let server = SMPPServer(
            server, logger: quiet(), onBind: { bind, _ in await desk.bind(bind) },
            onSubmit: { await desk.answers($0) })
        var settings = settings
        settings.port = try await server.start()
        let client = SMPPClient(settings, logger: quiet()) { try await brought.take($0) }
        let world = SMPPWorld(client: client, server: server, desk: desk, brought: brought)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await server.run() }
            group.addTask { await client.run() }
            do {
                if bound { try await world.eventually("bound") { client.isBound } }
                try await body(world)
            } catch {
                await world.stop()
                throw error
            }
            await world.stop()
        }
    }

    private func stop() async {
        await client.stop(within: .milliseconds(100))
        await server.stop()
    }

    /// Submits one text and returns what became of it.
    func submit(_ text: String = "hello", to phone: String = "8613800000001") async -> SMPPSubmitted {
        await client.submit([SMPPMessage(phone: phone, text: text)])[0]
    }

    /// Brings messages over the first connection that receives.
    func bring(_ messages: [SMPPShortMessage]) async -> [SMPPStatus?] {
        await server.deliver(messages, to: await server.receivers.first ?? 0)
    }

    /// Polls until it holds; throws when it does not in time.
    func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + Duration.seconds(10).patient
        while try await !condition() {
            guard ContinuousClock.now < deadline else { throw SMPPNotInTime(what: what) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

extension SMPPSettings {
    /// A client of a test, quick to connect again; the port comes later.
    static func test(_ change: (inout SMPPSettings) -> Void = { _ in }) -> SMPPSettings {
        var settings = SMPPSettings(host: "127.0.0.1", port: 0, systemID: "lianhu", password: "secret")
        settings.reconnect = .milliseconds(10)...Duration.milliseconds(100)
        settings.responseTimeout = Duration.seconds(5).patient
        change(&settings)
        return settings
    }
}

struct SMPPNotInTime: Error {
    let what: String
}

/// What the carrier says, and what it was told.
actor SMPPDesk {
    private(set) var submits: [SMPPServerSubmit] = []
    private(set) var binds: [SMPPBind] = []
    private(set) var most = 0
    private var bindStatus = SMPPStatus.ok
    private var rule: @Sendable (Int, SMPPShortMessage) -> SMPPServerAnswer = { number, _ in
        .answer(.ok, id: String(number))
    }
    private var isShuffling = false
    private var isHeld = false
    private var held: CheckedContinuation<Void, Never>?

    func bind(_ bind: SMPPBind) -> SMPPStatus {
        binds.append(bind)
        return bindStatus
    }

    func set(bind: SMPPStatus) { bindStatus = bind }

    /// The answer to each submit by its number, from 0.
    func set(rule: @escaping @Sendable (Int, SMPPShortMessage) -> SMPPServerAnswer) { self.rule = rule }

    func answers(_ batch: [SMPPServerSubmit]) async -> [(SMPPServerSubmit, SMPPServerAnswer)] {
        most = max(most, batch.count)
        let answers = batch.enumerated().map { ($0.element, rule(submits.count + $0.offset, $0.element.message)) }
        submits += batch
        if isHeld { await withCheckedContinuation { held = $0 } }
        return isShuffling ? answers.shuffled() : answers
    }

    /// Answers come in any order.
    func shuffle() { isShuffling = true }

    /// Nothing is answered until ``release()``.
    func hold() { isHeld = true }

    func release() {
        isHeld = false
        held?.resume()
        held = nil
    }

    var texts: [String] { submits.map { SMPPContent($0.message).text } }
}

/// What was handed to the client's owner.
actor SMPPBrought {
    struct Unfit: Error {}

    private(set) var list: [SMPPDelivered] = []
    private(set) var calls = 0
    private var failures = 0
    private var isHeld = false
    private var held: CheckedContinuation<Void, Never>?

    func take(_ delivered: [SMPPDelivered]) async throws {
        calls += 1
        if isHeld { await withCheckedContinuation { held = $0 } }
        if failures > 0 {
            failures -= 1
            throw Unfit()
        }
        list += delivered
    }

    func fail(_ count: Int) { failures = count }

    /// Nothing is done with before ``release()``.
    func hold() { isHeld = true }

    func release() {
        isHeld = false
        held?.resume()
        held = nil
    }

    var receipts: [SMPPReceipt] {
        list.compactMap { if case .receipt(let receipt) = $0 { receipt } else { nil } }
    }

    var messages: [SMPPIncoming] {
        list.compactMap { if case .message(let message) = $0 { message } else { nil } }
    }
}

extension SMPPShortMessage {
    static func receipt(_ id: String, _ state: String = "DELIVRD") -> SMPPShortMessage {
        var message = SMPPShortMessage(source: SMPPAddress("8613800000001"), destination: SMPPAddress("10690"))
        message.esmClass = 0x04
        message.content = Array("id:\(id) sub:001 dlvrd:001 done date:2603020702 stat:\(state) err:000 text:".utf8)
        return message
    }

    static func typed(_ text: String, from phone: String = "8613800000001") -> SMPPShortMessage {
        var message = SMPPShortMessage(source: SMPPAddress(phone), destination: SMPPAddress("10690"))
        message.dataCoding = 8
        message.content = SMPPText.octets(text, .ucs2)
        return message
    }
}

extension SMPPClient {
    /// Whether a submit would go at once.
    var isStopping: Bool { stopping.hasBegun }
    var hasUrgent: Bool { queue.hasUrgent }
    var hasRoom: Bool { links.contains { $0.session.room(at: .now) > 0 } }
}
