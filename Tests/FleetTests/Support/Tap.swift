import AMQP
import Events
import Foundation

@testable import Fleet

/// Everything that comes to a queue, taken and acknowledged.
actor Tap {
    private let consumer: AMQPConsumer
    private(set) var deliveries: [AMQPDelivery] = []
    private var task: Task<Void, any Error>?

    /// Begins to take. The broker may lose the connection: it begins anew.
    init(_ queue: String, of broker: AMQPSettings) async throws {
        consumer = AMQPConsumer(settings: broker, queue: queue)
        try await consumer.start(prefetch: 1000)
        task = Task {
            while !Task.isCancelled {
                do { try await self.take() } catch { try await consumer.start(prefetch: 1000) }
            }
        }
    }

    private func take() async throws {
        let batch = try await consumer.receive(max: 1000)
        guard let last = batch.last else { return }
        deliveries += batch
        try await consumer.acknowledge(upTo: last.tag, generation: last.generation)
    }

    /// What came, as events of this type.
    func events(_ type: String) throws -> [CloudEvent] {
        try deliveries.map { try CloudEvent.decode(EventMessage($0)) }.filter { $0.type == type }
    }

    /// The keys by which it came.
    var keys: [String] { deliveries.map(\.routingKey) }

    func stop() async {
        task?.cancel()
        await consumer.close()
    }
}
