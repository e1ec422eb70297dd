import AMQP
import Events
import Foundation
import Store

/// Delivery → event → input, or a rejection with its reason. Believes `lianhu-*` headers only of what comes back.
struct DeliveryDecoder<Handler: EventHandler>: Sendable {
    let handler: Handler
    let sources: SourceRegistry
    /// How far ahead of ours a publisher's clock may be, in seconds. [own, domain.md 1]
    static var clockTolerance: TimeInterval { 300 }

    func decode(_ delivery: AMQPDelivery, at now: Date) -> WorkItem<Handler.Input> {
        do {
            return WorkItem(delivery: delivery, content: .arrival(try arrival(delivery, at: now)))
        } catch {
            return WorkItem(delivery: delivery, content: .rejected(error))
        }
    }

    private func arrival(_ delivery: AMQPDelivery, at now: Date) throws(Rejection) -> Arrival<Handler.Input> {
        var event = try CloudEvent.decode(EventMessage(delivery))
        event.data = event.data.storable
        // What has waited was checked when it came, and its publisher is not kept.
        if !delivery.hasWaited(handler.worker) {
            try sources.check(event, user: delivery.publisher, comesBack: delivery.comesBack)
        }
        event.data = sources.mapped(event)
        guard handler.worker.types.contains(event.type) else {
            throw Rejection(
                .unknownType, field: "type", expected: "a type that \(handler.worker.program) reads", got: event.type)
        }
        let ahead = event.time.map { $0 > now.addingTimeInterval(Self.clockTolerance) } ?? true
        let waiting = delivery.comesBack ? delivery.properties.headers[Republish.Header.waitingSince]?.text : nil
        return Arrival(
            event: event, input: try handler.parse(event), cause: EventKey(source: event.source, id: event.id),
            at: ahead ? now : event.time ?? now, since: waiting.flatMap(RFC3339.date) ?? now,
            isUrgent: delivery.isUrgent, attempts: delivery.attempts)
    }
}

extension EventMessage {
    /// What the broker carried, headers as their text.
    init(_ delivery: AMQPDelivery) {
        self.init(
            contentType: delivery.properties.contentType,
            headers: delivery.properties.headers.compactMapValues(\.text), routingKey: delivery.routingKey,
            body: delivery.body)
    }
}

extension AMQPDelivery {
    /// From the retry ladder, or replayed by the command: both go through one exchange that only the fleet writes to.
    var comesBack: Bool { exchange == Exchange.back }

    /// Kept as a row until its time came; nobody else publishes with this key.
    func hasWaited(_ worker: Worker) -> Bool {
        comesBack && [true, false].contains { routingKey == WaitingEvents.routingKey(worker, urgent: $0) }
    }

    /// Who published it, validated by the broker; for what comes back, whom the fleet noted then.
    var publisher: String? {
        comesBack ? properties.headers[Republish.Header.originalUser]?.text ?? properties.userID : properties.userID
    }

    /// Failed attempts so far, as the fleet itself counted them.
    var attempts: Int {
        comesBack ? properties.headers[Republish.Header.attempts]?.text.flatMap { Int($0) } ?? 0 : 0
    }

    /// Whether it travels through the urgent queues.
    var isUrgent: Bool { routingKey.hasPrefix("urgent.") || comesBack && routingKey.hasSuffix(".urgent") }
}

extension AMQPValue {
    /// A scalar as text; nil for tables, arrays, raw bytes and nothing.
    package var text: String? {
        switch self {
        case .string(let text): text
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .bool(let value): String(value)
        case .timestamp(let seconds): String(seconds)
        case .bytes, .table, .array, .null: nil
        }
    }
}
