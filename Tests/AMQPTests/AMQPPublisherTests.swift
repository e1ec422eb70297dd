import AMQP
import TestSupport
import Testing

/// Outcomes: one for each message, in order, and true.
@Suite struct AMQPPublisherTests {
    private func message(_ key: String, _ number: Int, id: String? = nil) -> AMQPMessage {
        AMQPMessage(
            exchange: "", routingKey: key, properties: AMQPProperties(messageID: id), body: Array("\(number)".utf8))
    }

    @Test func whatNobodyTakesIsReturned() async throws {
        try await BrokerFixture.withVirtualHost { settings, management in
            try await management.declareQueue("q")
            let publisher = AMQPPublisher(settings: settings)
            let outcomes = try await publisher.publish(
                (0..<3_000).map { message($0 % 3 == 1 ? "nowhere" : "q", $0, id: $0 % 2 == 0 ? "\($0)" : nil) })
            for (index, outcome) in outcomes.enumerated() {
                #expect(outcome == (index % 3 == 1 ? .returned(code: 312, reason: "NO_ROUTE") : .confirmed))
            }
            var optional = message("nowhere", 0)
            optional.mandatory = false
            #expect(try await publisher.publish([optional]) == [.confirmed])
            await publisher.close()
        }
    }

    @Test func aFullQueueThatRejectsIsANack() async throws {
        try await BrokerFixture.withVirtualHost { settings, management in
            try await management.send(
                "PUT", "queues/\(management.virtualHost)/q",
                json: #"{"durable":true,"arguments":{"x-max-length":2,"x-overflow":"reject-publish"}}"#)
            let publisher = AMQPPublisher(settings: settings)
            var outcomes: [PublishOutcome] = []
            for number in 0..<4 { outcomes += try await publisher.publish([message("q", number)]) }
            #expect(outcomes == [.confirmed, .confirmed, .nacked, .nacked])
            await publisher.close()
        }
    }

    /// What refused once may refuse for ever: a channel that outlived a quorum queue's leader did.
    @Test func afterANackTheNextCallConnectsAnew() async throws {
        try await BrokerFixture.withVirtualHost { settings, management in
            try await management.send(
                "PUT", "queues/\(management.virtualHost)/q",
                json: #"{"durable":true,"arguments":{"x-max-length":1,"x-overflow":"reject-publish"}}"#)
            let proxy = try TCPProxy(to: TestServers.broker)
            defer { proxy.stop() }
            var proxied = settings
            proxied.hosts = [AMQPHost(host: proxy.address.host, port: proxy.address.port)]
            let publisher = AMQPPublisher(settings: proxied)
            var connections: [Int] = []
            for number in 0..<4 {
                _ = try await publisher.publish([message("q", number)])
                connections.append(proxy.admitted)
            }
            #expect(connections == [1, 1, 2, 3])
            await publisher.close()
        }
    }

    @Test func callsMayOverlap() async throws {
        try await BrokerFixture.withVirtualHost { settings, management in
            try await management.declareQueue("q")
            let publisher = AMQPPublisher(settings: settings)
            try await withThrowingTaskGroup(of: [PublishOutcome].self) { group in
                for caller in 0..<8 {
                    group.addTask {
                        try await publisher.publish((0..<500).map { message(caller == 3 ? "nowhere" : "q", $0) })
                    }
                }
                var confirmed = 0
                for try await outcomes in group { confirmed += outcomes.count { $0 == .confirmed } }
                #expect(confirmed == 3_500)
            }
            await publisher.close()
        }
    }

    @Test func aMissingExchangeClosesTheChannelAndTheNextCallConnects() async throws {
        try await BrokerFixture.withVirtualHost { settings, management in
            try await management.declareQueue("q")
            let publisher = AMQPPublisher(settings: settings)
            let error = await #expect(throws: AMQPError.self) {
                try await publisher.publish([AMQPMessage(exchange: "gone", routingKey: "", body: [])])
            }
            #expect("\(error, default: "none")".contains("closed the channel with 404"))
            #expect(try await publisher.publish([message("q", 1)]) == [.confirmed])
            await publisher.close()
        }
    }

    @Test func askingForWhatIsMissingLeavesTheConnectionWhole() async throws {
        try await BrokerFixture.withVirtualHost { settings, management in
            try await management.declareQueue("q")
            try await management.declareExchange("x")
            let publisher = AMQPPublisher(settings: settings)
            _ = try await publisher.publish([message("q", 1), message("q", 2)])
            #expect(try await publisher.passivelyDeclare(queue: "gone") == nil)
            #expect(try await publisher.passivelyDeclare(queue: "q")?.messages == 2)
            #expect(try await publisher.passivelyDeclare(exchange: "x"))
            #expect(try await !publisher.passivelyDeclare(exchange: "gone"))
            #expect(try await publisher.publish([message("q", 3)]) == [.confirmed])
            await publisher.close()
        }
    }
}
