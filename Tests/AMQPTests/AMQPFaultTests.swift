import AMQP
import TestSupport
import Testing

/// Peers that stop, die, block or send what nobody would: a proxy does it to connections of the real broker.
@Suite struct AMQPFaultTests {
    private func withProxy(
        _ body: (inout AMQPSettings, TCPProxy, ManagementClient) async throws -> Void
    ) async throws {
        try await BrokerFixture.withVirtualHost { direct, management in
            try await management.declareQueue("q")
            let proxy = try TCPProxy(to: TestServers.broker)
            var settings = direct
            settings.hosts = [AMQPHost(host: proxy.address.host, port: proxy.address.port)]
            settings.heartbeat = .seconds(1)
            settings.connectTimeout = .seconds(2)
            settings.replyTimeout = .seconds(2)
            settings.confirmTimeout = .seconds(2)
            try await body(&settings, proxy, management)
            proxy.stop()
        }
    }

    private func messages(_ count: Int, bytes: Int = 4) -> [AMQPMessage] {
        Array(
            repeating: AMQPMessage(exchange: "", routingKey: "q", body: [UInt8](repeating: 7, count: bytes)),
            count: count)
    }

    /// The socket's buffers fill while nobody reads: a write would block for ever but for the kernel's limit.
    @Test(arguments: [10, 1 << 20]) func aBrokerThatStopsWhilePublishingIsGivenUp(bytes: Int) async throws {
        try await withProxy { settings, proxy, _ in
            let publisher = AMQPPublisher(settings: settings)
            _ = try await publisher.publish(messages(1))
            proxy.freeze()
            let begun = ContinuousClock.now
            await #expect(throws: AMQPError.self) { try await publisher.publish(messages(12, bytes: bytes)) }
            #expect(begun.duration(to: .now) < Duration.seconds(8).patient)
            #expect(!publisher.isConnected)
            proxy.thaw()
            #expect(try await publisher.publish(messages(1)) == [.confirmed])
            await publisher.close()
        }
    }

    @Test func aConsumerNoticesASilentBrokerByItsHeartbeat() async throws {
        try await withProxy { settings, proxy, _ in
            let consumer = AMQPConsumer(settings: settings, queue: "q")
            try await consumer.start(prefetch: 1)
            proxy.freeze()
            await #expect(throws: AMQPError.self) { try await consumer.receive(max: 1) }
            #expect(!consumer.isConsuming)
            // To start against a stopped broker ends too.
            await #expect(throws: AMQPError.self) { try await consumer.start(prefetch: 1) }
            proxy.thaw()
            try await consumer.start(prefetch: 1)
            await consumer.close()
        }
    }

    @Test func anIdleConnectionIsKeptAliveByHeartbeats() async throws {
        try await withProxy { settings, _, _ in
            let publisher = AMQPPublisher(settings: settings)
            try await publisher.connect()
            let begun = ContinuousClock.now
            try await BrokerFixture.until("four idle seconds") { begun.duration(to: .now) > .seconds(4) }
            #expect(publisher.isConnected)
            #expect(try await publisher.publish(messages(1)) == [.confirmed])
            await publisher.close()
        }
    }

    @Test func aCutConnectionIsALossAndTheNextCallConnects() async throws {
        try await withProxy { settings, proxy, _ in
            let publisher = AMQPPublisher(settings: settings)
            let consumer = AMQPConsumer(settings: settings, queue: "q")
            try await publisher.connect()
            try await consumer.start(prefetch: 10)
            proxy.cut()
            await #expect(throws: AMQPError.self) { try await consumer.receive(max: 1) }
            try await BrokerFixture.until("the publisher has noticed") { !publisher.isConnected }
            try await consumer.start(prefetch: 10)
            #expect(try await publisher.publish(messages(1)) == [.confirmed])
            #expect(try await receive(1, from: consumer).count == 1)
            await consumer.close()
            await publisher.close()
        }
    }

    @Test func aBlockedBrokerIsKnownAndOutwaited() async throws {
        try await withProxy { settings, proxy, _ in
            let publisher = AMQPPublisher(settings: settings)
            _ = try await publisher.publish(messages(1))
            proxy.inject(RawFrames.blocked("low on memory"))
            try await BrokerFixture.until("blocked") { publisher.isBlocked }
            await #expect(throws: AMQPError.blocked(reason: "low on memory")) {
                try await publisher.publish(messages(1))
            }
            #expect(publisher.isBlocked && publisher.isConnected)
            let waiting = Task { try await publisher.publish(messages(2)) }
            proxy.inject(RawFrames.unblocked)
            #expect(try await waiting.value == [.confirmed, .confirmed])
            #expect(!publisher.isBlocked)
            await publisher.close()
        }
    }

    @Test func headersNestedThousandsDeepDoNotCrashTheReader() async throws {
        try await withProxy { settings, proxy, _ in
            let consumer = AMQPConsumer(settings: settings, queue: "q")
            try await consumer.start(prefetch: 10)
            proxy.inject(RawFrames.delivery(tag: 1, headersNested: 18_000))
            let delivery = try await receive(1, from: consumer)[0]
            #expect(delivery.routingKey == "deep")
            var depth = 0
            var value = AMQPValue.table(delivery.properties.headers)
            while case .table(let table) = value {
                depth += 1
                value = table[""] ?? .bool(false)
            }
            #expect(value == .null && depth == AMQPValue.deepest)
            await consumer.close()
        }
    }

    /// Found by fuzzing: repaired, each byte takes three, and the message could not be sent on as a dead letter.
    @Test func propertiesThatAreNotUTF8CanBeSentOn() async throws {
        try await withProxy { settings, proxy, _ in
            let consumer = AMQPConsumer(settings: settings, queue: "q")
            try await consumer.start(prefetch: 10)
            proxy.inject(RawFrames.delivery(tag: 1, messageID: [UInt8](repeating: 0xFF, count: 255)))
            let delivery = try await receive(1, from: consumer)[0]
            #expect(delivery.properties.messageID == String(repeating: "\u{FFFD}", count: 85))
            await consumer.close()
            let publisher = AMQPPublisher(settings: settings)
            let again = AMQPMessage(exchange: "", routingKey: "q", properties: delivery.properties, body: [])
            #expect(try await publisher.publish([again]) == [.confirmed])
            await publisher.close()
        }
    }
}
