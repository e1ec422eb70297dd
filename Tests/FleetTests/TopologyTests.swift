import AMQP
import Events
import Fleet
import Foundation
import TestSupport
import Testing

/// The definitions on a real broker: what is imported is what is there, and messages go where the contract says.
@Suite(.serialized) struct TopologyTests {
    static let delays = ["1s", "30s"].compactMap { RetryDelay($0) }
    static let definitions = TopologyDefinitions(retryDelays: delays)

    @Test func importedAndReadBack() async throws {
        try await BrokerFixture.withVirtualHost { settings, _ in
            let client = try Self.client(settings)
            #expect(!Self.definitions.differences(from: try await client.listing()).isEmpty)
            #expect(try await client.apply(Self.definitions).isEmpty)
            #expect(Self.definitions.differences(from: try await client.listing()).isEmpty)
        }
    }

    @Test func everyDifferenceIsNamed() async throws {
        try await BrokerFixture.withVirtualHost { settings, _ in
            let client = try Self.client(settings)
            _ = try await client.apply(Self.definitions)
            try await client.delete("queues", settings.virtualHost, "lianhu.notice.retry.1s")
            try await client.delete("policies", settings.virtualHost, "lianhu.dead")
            try await client.put(
                "policies", settings.virtualHost, "lianhu.retry.30s",
                body: [
                    "pattern": "^lianhu\\.(intake|notice|escalation|inspection)\\.retry\\.30s$", "priority": 10,
                    "apply-to": "queues", "definition": ["message-ttl": 1],
                ])
            let found = Set(Self.definitions.differences(from: try await client.listing()).map(\.description))
            #expect(found.contains("queue lianhu.notice.retry.1s is missing"))
            #expect(found.contains("policy lianhu.dead is missing"))
            #expect(
                found.contains { $0.hasPrefix("policy lianhu.retry.30s is wrong in ") && $0.contains("message-ttl") })
            #expect(try await client.apply(Self.definitions).isEmpty)
        }
    }

    @Test func aQueueOfAnotherTypeIsFoundThoughTheImportSucceeds() async throws {
        try await BrokerFixture.withVirtualHost { settings, management in
            try await management.declareQueue("lianhu.intake", type: "classic")
            let findings = try await Self.client(settings).apply(Self.definitions)
            #expect(findings == [.wrongQueue("lianhu.intake", found: "classic", needed: "quorum")])
        }
    }

    @Test(arguments: [true, false]) func eventsReachTheirQueue(urgent: Bool) async throws {
        try await Self.withTopology { settings, publisher in
            let key = (urgent ? "urgent." : "") + "incident.reported.330604.112.221.002"
            let outcomes = try await publisher.publish([Self.message(Exchange.events, key)])
            #expect(outcomes == [.confirmed])
            try await Self.expectOne(in: Worker.intake.queue(urgent: urgent), publisher)
        }
    }

    @Test func whatNobodyReadsIsKeptAsUnrouted() async throws {
        try await Self.withTopology { settings, publisher in
            _ = try await publisher.publish([Self.message(Exchange.events, "nobody.reads")])
            try await Self.expectOne(in: TopologyDefinitions.unroutedQueue, publisher)
        }
    }

    @Test(arguments: Worker.allCases, ["normal", "urgent"])
    func aRetryComesBackToItsOwnQueue(worker: Worker, lane: String) async throws {
        try await Self.withTopology { settings, publisher in
            let key = "\(worker.rawValue).1s.\(lane)"
            #expect(try await publisher.publish([Self.message(Exchange.retry, key)]) == [.confirmed])
            let consumer = AMQPConsumer(settings: settings, queue: worker.queue(urgent: lane == "urgent"))
            try await consumer.start(prefetch: 10)
            let back = try #require(try await consumer.receive(max: 1).first)
            #expect(back.exchange == Exchange.back)
            #expect(back.routingKey == key)
            try await consumer.acknowledge(upTo: back.tag, generation: back.generation)
            await consumer.close()
        }
    }

    @Test func aRetryToNowhereIsReturned() async throws {
        try await Self.withTopology { settings, publisher in
            let outcome = try await publisher.publish([Self.message(Exchange.retry, "intake.7s.normal")])
            guard case .returned = outcome.first else { return #expect(Bool(false), "\(outcome)") }
        }
    }

    @Test func rightsAreJudgedAsTheBrokerDoes() {
        #expect(Rights(write: ".*", read: ".*").missing().isEmpty)
        #expect(Rights(write: "^lianhu\\.", read: "^lianhu\\.").missing().isEmpty)
        let narrow = Rights(write: "^lianhu\\.(events|retry|dead)$", read: "^lianhu\\.").missing()
        #expect(narrow == ["write on lianhu.back"])
        #expect(Rights(write: "", read: "").missing().count == 16)
    }

    // MARK: - Parts

    static func client(_ settings: AMQPSettings) throws -> Fleet.ManagementClient {
        let address = try #require(URL(string: "http://\(try TestServers.management)"))
        return Fleet.ManagementClient(
            address: address, virtualHost: settings.virtualHost, user: "guest", password: "guest",
            timeout: 60)
    }

    static func withTopology(_ body: (AMQPSettings, AMQPPublisher) async throws -> Void) async throws {
        try await BrokerFixture.withVirtualHost { settings, _ in
            #expect(try await client(settings).apply(definitions, limit: .seconds(60)).isEmpty)
            let publisher = AMQPPublisher(settings: settings)
            try await body(settings, publisher)
            await publisher.close()
        }
    }

    static func message(_ exchange: String, _ key: String) -> AMQPMessage {
        AMQPMessage(exchange: exchange, routingKey: key, properties: AMQPProperties(messageID: "m"), body: [1])
    }

    static func expectOne(in queue: String, _ publisher: AMQPPublisher) async throws {
        try await BrokerFixture.until("one message in \(queue)") {
            try await publisher.passivelyDeclare(queue: queue)?.messages == 1
        }
    }
}
