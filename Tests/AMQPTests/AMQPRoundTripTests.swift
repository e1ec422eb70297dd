import AMQP
import TestSupport
import Testing

/// What goes out comes in, unchanged, through a real broker.
@Suite struct AMQPRoundTripTests {
    /// Publishes to a fresh queue, consumes it all, and acks.
    private func roundTrip(_ messages: [AMQPMessage]) async throws -> [AMQPDelivery] {
        try await BrokerFixture.withVirtualHost { settings, management in
            try await management.declareQueue("q")
            let publisher = AMQPPublisher(settings: settings)
            let consumer = AMQPConsumer(settings: settings, queue: "q")
            let outcomes = try await publisher.publish(messages)
            #expect(outcomes.allSatisfy { $0 == .confirmed })
            try await consumer.start(prefetch: 100)
            var received: [AMQPDelivery] = []
            while received.count < messages.count {
                let some = try await consumer.receive(max: 40)
                received += some
                guard let last = some.last else { break }
                try await consumer.acknowledge(upTo: last.tag, generation: last.generation)
            }
            #expect(consumer.isConsuming && publisher.isConnected)
            await consumer.close()
            #expect(try await publisher.passivelyDeclare(queue: "q")?.messages == 0)
            await publisher.close()
            return received
        }
    }

    private func message(_ body: [UInt8], _ properties: AMQPProperties = AMQPProperties()) -> AMQPMessage {
        AMQPMessage(exchange: "", routingKey: "q", properties: properties, body: body)
    }

    @Test func everyByteAndWideTextInBodyAndHeaders() async throws {
        let every = Array(UInt8.min...UInt8.max)
        let wide = "联户 \u{0}é 👩‍👩‍👧 \u{10FFFF}"
        let headers: [String: AMQPValue] = [
            "事件": .string(wide), "bytes": .bytes(every), "text": .bytes(Array("plain".utf8)), "null": .null,
            "yes": .bool(true), "least": .int(.min), "most": .int(.max), "half": .double(0.5),
            "when": .timestamp(1_772_406_000), "empty": .table([:]), "none": .array([]),
            "deep": .table(["list": .array([.int(1), .table(["wide": .string(wide)]), .bytes([255])])]),
        ]
        let properties = AMQPProperties(
            contentType: "application/json; charset=\u{fc}tf", contentEncoding: "gzip", headers: headers,
            persistent: false, priority: 3, correlationID: "c", replyTo: "r", expiration: "60000",
            messageID: wide, timestamp: 7, type: "t", userID: "guest", appID: "a")
        let received = try await roundTrip([message(every, properties), message([])])
        #expect(received.map(\.body) == [every, []])
        #expect(received.first?.properties == properties)
        #expect(received.last?.properties == AMQPProperties())
        #expect(received.first?.routingKey == "q" && received.first?.exchange == "")
    }

    @Test func bodiesOfAMebibyteInManyFrames() async throws {
        let bodies = (0..<8).map { seed in (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ seed) } }
        let received = try await roundTrip(bodies.map { message($0) })
        #expect(received.map(\.body) == bodies)
    }

    @Test func thousandsInOrder() async throws {
        let received = try await roundTrip((0..<5_000).map { message(Array("\($0)".utf8)) })
        #expect(received.map { String(decoding: $0.body, as: UTF8.self) } == (0..<5_000).map(String.init))
        #expect(received.map(\.tag) == (1...5_000).map(UInt64.init))
    }

    @Test func whatCannotBeSentIsNamedAndHarmsNothing() async throws {
        try await BrokerFixture.withVirtualHost { settings, management in
            try await management.declareQueue("q")
            let publisher = AMQPPublisher(settings: settings)
            let long = AMQPProperties(messageID: String(repeating: "界", count: 86))
            let large = AMQPProperties(headers: ["x": .string(String(repeating: "y", count: 200_000))])
            var nested = AMQPValue.null
            for _ in 0...AMQPValue.deepest { nested = .array([nested]) }
            for properties in [long, large, AMQPProperties(headers: ["x": nested])] {
                await #expect(throws: AMQPError.self) { try await publisher.publish([message([1], properties)]) }
            }
            #expect(try await publisher.publish([message([1])]) == [.confirmed])
            await publisher.close()
        }
    }
}
