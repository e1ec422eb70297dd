import Events
import Foundation
import Store

/// Events whose time has not come: kept as rows, run again through the worker's own queue when due.
enum WaitingEvents {
    /// Says when an event first came; believed only of what comes back.
    static let sinceExtension = "lianhuwaitingsince"

    /// Leads to the worker's own queue through the exchange whose headers are believed.
    static func routingKey(_ worker: Worker, urgent: Bool) -> String {
        "\(worker.rawValue).waiting.\(urgent ? "urgent" : "normal")"
    }

    static func row<Input>(
        _ arrival: Arrival<Input>, worker: Worker, until: Date, reason: String
    ) -> WaitingEvent {
        var event = arrival.event
        event.extensions[sinceExtension] = RFC3339.text(arrival.since)
        return WaitingEvent(
            worker: worker.rawValue, cause: arrival.cause, dueAt: until, reason: reason, since: arrival.since,
            urgent: arrival.isUrgent, eventID: event.id, body: event.encoded().body)
    }
}
