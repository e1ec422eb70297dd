import AMQP
import TestSupport
import Testing

/// What a consumer promises while the broker is well, and how it learns that it consumes no longer.
@Suite struct AMQPConsumerTests {
    private func fill(_ settings: AMQPSettings, _ count: Int) async throws {
        let publisher = AMQPPublisher(settings: settings)
        _ = try await publisher.publish(
            (0..<count).map { AMQPMessage(exchange: "", routingKey: "q", body: Array("\($0)".utf8)) })
        await publisher.close()
    }

    private func withConsumer(
        holding count: Int, prefetch: Int = 10,
        _ body: (AMQPConsumer, ManagementClient) async throws -> Void
    ) async throws {
        try await BrokerFixture.withVirtualHost { settings, management in
            try await management.declareQueue("q")
            try await fill(settings, count)
            let consumer = AMQPConsumer(settings: settings, queue: "q")
            try await consumer.start(prefetch: prefetch)
            try await body(consumer, management)
            await consumer.close()
        }
    }

    @Test func anAckOfAnOlderGenerationIsVoid() async throws {
        try await withConsumer(holding: 2) { consumer, _ in
            let first = try await receive(2, from: consumer)
            try await consumer.start(prefetch: 10)
            try await consumer.acknowledge(upTo: 2, generation: first[0].generation)
            let again = try await receive(2, from: consumer)
            #expect(again.allSatisfy { $0.redelivered && $0.generation == first[0].generation + 1 })
            try await consumer.acknowledge(upTo: 2, generation: again[0].generation)
        }
    }

    @Test func whatIsGivenBackComesAgain() async throws {
        try await withConsumer(holding: 3) { consumer, _ in
            let first = try await receive(3, from: consumer)
            try await consumer.giveBack(tags: [first[1].tag], generation: first[1].generation)
            let again = try await receive(1, from: consumer)
            #expect(again.map(\.body) == [first[1].body])
            #expect(again[0].redelivered)
        }
    }

    @Test func afterCancelWhatIsHereIsReceivedAndThenNothing() async throws {
        try await withConsumer(holding: 10, prefetch: 4) { consumer, _ in
            let first = try await consumer.receive(max: 1)
            try await consumer.cancel()
            #expect(!consumer.isConsuming)
            var rest = 0
            while case let some = try await consumer.receive(max: 2), !some.isEmpty { rest += some.count }
            #expect(rest == 3)
            try await consumer.acknowledge(upTo: 4, generation: first[0].generation)
            #expect(try await consumer.receive(max: 1).isEmpty)
        }
    }

    @Test func aWiderPrefetchLetsMoreIn() async throws {
        try await withConsumer(holding: 20, prefetch: 2) { consumer, _ in
            let first = try await receive(2, from: consumer)
            try await consumer.setPrefetch(18)
            let more = try await receive(18, from: consumer)
            #expect((first + more).map(\.tag) == (1...20).map(UInt64.init))
            try await consumer.acknowledge(upTo: 20, generation: first[0].generation)
            #expect(consumer.isConsuming)
        }
    }

    @Test func aDeletedQueueEndsTheConsumption() async throws {
        try await withConsumer(holding: 0) { consumer, management in
            let waiting = Task { try await consumer.receive(max: 1) }
            try await management.deleteQueue("q")
            await #expect(throws: AMQPError.consumerCancelled(queue: "q")) { try await waiting.value }
            #expect(!consumer.isConsuming)
            await #expect(throws: AMQPError.queueMissing(queue: "q")) { try await consumer.start(prefetch: 1) }
            try await management.declareQueue("q")
            try await consumer.start(prefetch: 1)
            #expect(consumer.isConsuming)
        }
    }

    @Test func aChannelTheBrokerClosesEndsTheConsumption() async throws {
        try await withConsumer(holding: 1) { consumer, _ in
            let delivery = try await receive(1, from: consumer)[0]
            // 406: there is no such tag.
            try await consumer.acknowledge(upTo: 99, generation: delivery.generation)
            let error = await #expect(throws: AMQPError.self) { try await consumer.receive(max: 1) }
            #expect("\(error, default: "none")".contains("closed the channel with 406"))
            try await consumer.start(prefetch: 1)
            #expect(try await receive(1, from: consumer)[0].redelivered)
        }
    }

    @Test func aConnectionTheBrokerClosesEndsTheConsumption() async throws {
        try await BrokerFixture.withVirtualHost { settings, management in
            try await management.declareQueue("q")
            let consumer = AMQPConsumer(settings: settings, queue: "q")
            try await consumer.start(prefetch: 1)
            let waiting = Task { try await consumer.receive(max: 1) }
            try await management.send("DELETE", "vhosts/\(management.virtualHost)")
            await #expect(throws: AMQPError.self) { try await waiting.value }
            await #expect(throws: AMQPError.self) { try await consumer.start(prefetch: 1) }
        }
    }

    @Test func aWrongPasswordIsRefusedAndNotTold() async throws {
        try await BrokerFixture.withVirtualHost { settings, _ in
            var wrong = settings
            wrong.password = "pssst"
            let publisher = AMQPPublisher(settings: wrong)
            let error = await #expect(throws: AMQPError.self) { try await publisher.connect() }
            let text = "\(error, default: "none")"
            #expect(text.contains("refuses user guest on virtual host \(wrong.virtualHost)") && !text.contains("pssst"))
        }
    }

    @Test func theFirstReachableHostIsTaken() async throws {
        try await BrokerFixture.withVirtualHost { settings, _ in
            let deserted = AMQPHost(host: "127.0.0.1", port: 1)
            var several = settings
            several.hosts.insert(deserted, at: 0)
            let publisher = AMQPPublisher(settings: several)
            try await publisher.connect()
            #expect(publisher.isConnected)
            several.hosts.removeLast()
            let lost = AMQPPublisher(settings: several)
            let error = await #expect(throws: AMQPError.self) { try await lost.connect() }
            #expect("\(error, default: "none")".contains("no broker reachable (127.0.0.1:1:"))
            await publisher.close()
        }
    }
}

/// Exactly `count` deliveries, however many calls it takes.
func receive(_ count: Int, from consumer: AMQPConsumer) async throws -> [AMQPDelivery] {
    var received: [AMQPDelivery] = []
    while received.count < count { received += try await consumer.receive(max: count - received.count) }
    return received
}
