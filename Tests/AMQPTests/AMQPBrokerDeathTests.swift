import AMQP
import TestSupport
import Testing

/// A broker of this test's own is killed while it is published to and consumed from.
@Suite struct AMQPBrokerDeathTests {
    private static let node = "death"

    @Test func whatWasConfirmedSurvivesTheBrokersDeath() async throws {
        try await TestServers.runServersScript("up", Self.node)
        let environment = try await TestServers.environment(of: Self.node)
        let broker = try TestServers.address(environment["LIANHU_TEST_BROKER"] ?? "", named: "LIANHU_TEST_BROKER")
        let management = try TestServers.address(
            environment["LIANHU_TEST_MANAGEMENT"] ?? "", named: "LIANHU_TEST_MANAGEMENT")
        try await BrokerFixture.withVirtualHost(broker: broker, management: management) { settings, client in
            try await client.declareQueue("q")
            // A quorum queue of RabbitMQ 3.10.8 that was made just before a kill may find no leader after it; seen
            // never with one that has gone through a clean restart.
            try await TestServers.runServersScript("restart", Self.node, "broker")
            let consumer = AMQPConsumer(settings: settings, queue: "q")
            try await consumer.start(prefetch: 50)
            let publishing = Task { await publishPersistently(batches: 100, settings) }
            let early = try await receive(50, from: consumer)
            try await TestServers.runServersScript("kill", Self.node, "broker")
            await #expect(throws: AMQPError.self) { while true { _ = try await consumer.receive(max: 50) } }
            #expect(!consumer.isConsuming)
            try await TestServers.runServersScript("restart", Self.node, "broker")
            let failures = await publishing.value
            #expect(failures > 0)
            try await BrokerFixture.until("consuming again", within: .seconds(60)) {
                (try? await consumer.start(prefetch: 500)) != nil
            }
            var seen = Set(early.map(\.body))
            while seen.count < 10_000 { seen.formUnion(try await receiveAcknowledged(consumer).map(\.body)) }
            await consumer.close()
        }
        try await TestServers.runServersScript("down", Self.node)
    }

    private func receiveAcknowledged(_ consumer: AMQPConsumer) async throws -> [AMQPDelivery] {
        let some = try await consumer.receive(max: 500)
        if let last = some.last { try await consumer.acknowledge(upTo: last.tag, generation: last.generation) }
        return some
    }

    /// Each batch of a hundred until it is confirmed; gives back how many calls failed.
    private func publishPersistently(batches: Int, _ settings: AMQPSettings) async -> Int {
        let publisher = AMQPPublisher(settings: settings)
        var failures = 0
        for batch in 0..<batches {
            let messages = (0..<100).map {
                AMQPMessage(exchange: "", routingKey: "q", body: Array("\(batch)-\($0)".utf8))
            }
            while (try? await publisher.publish(messages))?.allSatisfy({ $0 == .confirmed }) != true {
                failures += 1
                try? await waitABit()
            }
        }
        await publisher.close()
        return failures
    }

    /// Between two tries while the broker is away; the loop around it is what ends.
    private func waitABit() async throws { try await Task.sleep(for: .milliseconds(20)) }
}
