import AMQP
import Domain
import Events
import Fleet
import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

extension FleetTown {
    /// A report as upstream sends it: by default of a thing of its own, in a grid and no unit.
    static func report(
        _ id: String, _ text: String = "村口垃圾箱冒烟", place: JSON = .string(grid), category: String = "environment",
        severity: String = "normal", reference: String? = nil, source: String = "test/desk",
        more: JSONObject = JSONObject()
    ) -> CloudEvent {
        var data = more
        data["text"] = .string(text)
        data["place"] = place
        data["category"] = .string(category)
        data["severity"] = .string(severity)
        return CloudEvent(
            id: id, source: source, type: "incident.reported", subject: reference, time: morning, data: .object(data))
    }

    /// What an officer did; `at` in seconds after the morning.
    static func act(
        _ type: String, _ id: String, by actor: String = "officer:1", number: String? = nil, reference: String? = nil,
        at seconds: TimeInterval = 1, source: String = "test/desk"
    ) -> CloudEvent {
        var data = JSONObject()
        data["actor"] = .string(actor)
        data["incident"] = number.map(JSON.string)
        return CloudEvent(
            id: id, source: source, type: type, subject: reference, time: morning.addingTimeInterval(seconds),
            data: .object(data))
    }

    /// Publishes and waits for the confirms.
    func publish(_ events: [CloudEvent], urgent: Bool = false) async throws {
        try await send(
            events.map { event in
                let message = event.encoded()
                var properties = AMQPProperties()
                properties.contentType = message.contentType
                properties.userID = broker.user
                return AMQPMessage(
                    exchange: Exchange.events, routingKey: (urgent ? "urgent." : "") + message.routingKey,
                    properties: properties, body: message.body)
            })
    }

    /// Publishes a body as it is.
    func publish(
        body: [UInt8], contentType: String? = "application/cloudevents+json", headers: [String: AMQPValue] = [:],
        key: String = "incident.reported", change: (inout AMQPProperties) -> Void = { _ in }
    ) async throws {
        var properties = AMQPProperties(contentType: contentType, headers: headers)
        change(&properties)
        try await send([AMQPMessage(exchange: Exchange.events, routingKey: key, properties: properties, body: body)])
    }

    func send(_ messages: [AMQPMessage]) async throws {
        let outcomes = try await publisher.publish(messages)
        guard outcomes.allSatisfy({ $0 == .confirmed }) else { throw FleetTestError("not taken: \(outcomes)") }
    }

    /// Takes what comes to one of the town's queues.
    func tap(_ queue: String) async throws -> Tap { try await Tap(queue, of: broker) }

    /// Takes copies of what an exchange of the fleet passes on.
    func tap(_ exchange: String, _ key: String) async throws -> Tap {
        let queue = "tap-\(UUID().uuidString.prefix(8))"
        try await management.declareQueue(queue)
        try await management.bind(queue, to: exchange, key: key)
        return try await tap(queue)
    }

    /// Asks until it holds.
    func until(
        _ what: @autoclosure () -> String, within limit: Duration = .seconds(15), _ condition: () async throws -> Bool
    ) async throws {
        do { try await BrokerFixture.until(what(), within: limit, condition) } catch {
            throw FleetTestError("\(error); the workers said: \(processes.all.map { $0.log.suffix(1500) })")
        }
    }

    /// How many rows.
    func count(_ table: SQL, _ condition: SQL = "true") async throws -> Int {
        try await pool.query("SELECT count(*) FROM \(raw: table) WHERE \(raw: condition)").rows.first?.decode(0) ?? 0
    }

    /// The first column of a question, as texts.
    func texts(_ question: SQL) async throws -> [String] {
        try await pool.query(question).rows.map { try $0.decode(0) }
    }

    /// Waits until the outbox is empty.
    func outboxEmpties(within limit: Duration) async throws {
        try await until("an empty outbox", within: limit) { try await count("outbox") == 0 }
    }
}

extension FleetTown {
    /// Messages that are ready in a queue; what a worker holds unsettled is not among them.
    func depth(_ queue: String) async throws -> Int {
        guard let found = try await publisher.passivelyDeclare(queue: queue) else {
            throw FleetTestError("no queue \(queue)")
        }
        return found.messages
    }

    /// Waits until the workers have settled so many deliveries, each time one counts.
    func settled(_ count: Int, within limit: Duration = .seconds(15)) async throws {
        try await until("\(count) settled deliveries", within: limit) {
            var sum = 0.0
            for process in processes.all where process.isRunning {
                sum += (try? await process.metric("lianhu_deliveries_total")) ?? 0
            }
            return Int(sum) >= count
        }
    }

    /// Drains all workers; what they had not acknowledged is ready again.
    func drain() async throws {
        for process in processes.all where process.isRunning {
            process.send(SIGTERM)
            let code = try await process.exit()
            guard code == 0 else { throw FleetTestError("a drain ended with \(code): \(process.log.suffix(2000))") }
        }
    }
}
