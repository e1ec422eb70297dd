import AMQP
import Domain
import Fleet
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// A virtual host with the fleet's queues and a schema with its tables.
struct DeadLetterWorld {
    let broker: AMQPSettings
    let pool: PostgresPool
    let publisher: AMQPPublisher
    let taker: DeadLetterTaker

    static func with(_ body: (DeadLetterWorld) async throws -> Void) async throws {
        try await TopologyTests.withTopology { broker, publisher in
            try await DatabaseFixture.withSchema { settings in
                let pool = PostgresPool(settings: settings)
                let schema = try #require(settings.searchPath)
                _ = try await pool.withConnection { try await Migrations.apply($0, schema: schema) }
                let clock = FleetClock(setting: nil, anchor: Date(), databaseNow: Date(), measured: .now)
                let taker = DeadLetterTaker(
                    worker: .intake, broker: broker, pool: pool, policies: PolicyBook(.standard), clock: clock)
                try await body(DeadLetterWorld(broker: broker, pool: pool, publisher: publisher, taker: taker))
                await pool.close()
            }
        }
    }

    /// As the runner publishes it.
    func publishDead(
        _ body: [UInt8], id: String? = "e1", reason: String, failedAt: String, error: String = "Not as expected.",
        redelivered: Bool = false
    ) async throws {
        let delivery = AMQPDelivery(
            generation: 1, tag: 1, redelivered: redelivered, exchange: Exchange.events,
            routingKey: "incident.reported",
            properties: AMQPProperties(headers: ["own": .double(1.5)], messageID: id, userID: "village"), body: body)
        let failure = Republish.Failure(reason: reason, sentence: error, attempts: 3, at: failedAt)
        let message = Republish.dead(delivery, worker: .intake, failure: failure)
        #expect(try await publisher.publish([message]) == [.confirmed])
        try await BrokerFixture.until("the letter in its queue") {
            try await publisher.passivelyDeclare(queue: Worker.intake.deadQueue)?.messages ?? 0 > 0
        }
    }

    /// Gives what is in the queue back until the broker has had enough of it.
    func exhaust(_ queue: String) async throws {
        let consumer = AMQPConsumer(settings: broker, queue: queue)
        try await consumer.start(prefetch: 1)
        for _ in 0...100 {
            let deliveries = try await consumer.receive(max: 1)
            try await consumer.giveBack(tags: deliveries.map(\.tag), generation: deliveries.first?.generation ?? 0)
        }
        await consumer.close()
    }

    func receive(from queue: String) async throws -> AMQPDelivery {
        let consumer = AMQPConsumer(settings: broker, queue: queue)
        try await consumer.start(prefetch: 1)
        let delivery = try #require(try await consumer.receive(max: 1).first)
        try await consumer.acknowledge(upTo: delivery.tag, generation: delivery.generation)
        await consumer.close()
        return delivery
    }

    func letters(_ ids: [Int64]) async throws -> [StoredDeadLetter] {
        try await pool.load(DeadLetterStore.byID(ids))
    }

    func onlyLetter() async throws -> StoredDeadLetter {
        let letters = try await letters(try await pool.load(DeadLetterStore.open()))
        #expect(letters.count == 1)
        return try #require(letters.first)
    }

    func replay(_ ids: [Int64]) async throws -> ReplayOutcome {
        try await DeadLetterReplay(pool: pool, publisher: publisher, now: { Date() })
            .run(ids, operator: "wang", because: "mended")
    }
}
