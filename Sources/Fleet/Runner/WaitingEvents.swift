import AMQP
import Events
import Foundation
import Store

/// Events whose time has not come: kept as rows with body and properties, run again through the worker's own queue
/// when due.
enum WaitingEvents {
    /// Leads to the worker's own queue through the exchange whose headers are believed.
    static func routingKey(_ worker: Worker, urgent: Bool) -> String {
        "\(worker.rawValue).waiting.\(urgent ? "urgent" : "normal")"
    }

    static func row<Input>(
        _ arrival: Arrival<Input>, _ delivery: AMQPDelivery, worker: Worker, until: Date, reason: String
    ) -> WaitingEvent {
        WaitingEvent(
            worker: worker.rawValue, cause: arrival.cause, dueAt: until, reason: reason, since: arrival.since,
            urgent: arrival.isUrgent, eventID: arrival.event.id,
            properties: StoredProperties.json(
                Republish.waiting(delivery, worker: worker, since: RFC3339.text(arrival.since))),
            body: delivery.body)
    }
}
