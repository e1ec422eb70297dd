package import Domain
package import Events
package import Store

/// An event that the fleet tells because of a decision; it reaches the wire through the outbox.
package struct ToldEvent: Sendable, Equatable {
    package let event: CloudEvent
    package let urgent: Bool
    package let area: AreaCode?

    /// - Parameters:
    ///   - urgent: goes through the urgent queues.
    ///   - area: ends the routing key, level by level, so that others can subscribe to a part of the territory.
    package init(_ event: CloudEvent, urgent: Bool = false, area: AreaCode? = nil) {
        self.event = event
        self.urgent = urgent
        self.area = area
    }

    /// `[urgent.]type[.330604.112.…]`
    package var routingKey: String {
        (urgent ? "urgent." : "") + event.type + (area.map { "." + $0.routingWords } ?? "")
    }

    /// The row to save. Without a cause the event is its own: a decision of the fleet with a deterministic id. Never
    /// the event's identity itself: under that stands what its consumer tells because of it.
    package func row(cause: EventKey? = nil, ordinal: Int = 0) -> OutboxRow {
        OutboxRow(
            cause: cause ?? EventKey(parts: ["told", event.source, event.id]), ordinal: ordinal,
            exchange: Exchange.events,
            routingKey: routingKey, eventID: event.id, body: event.encoded().body)
    }
}
