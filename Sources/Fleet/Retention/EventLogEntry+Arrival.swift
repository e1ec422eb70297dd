import Events
import Store

extension EventLogEntry {
    /// What the log says of an event that a worker has done with.
    init<Input>(_ arrival: Arrival<Input>, verdict: String) {
        self.init(
            key: arrival.cause, source: arrival.event.source, eventID: arrival.event.id, type: arrival.event.type,
            subject: arrival.event.subject, verdict: verdict, receivedAt: arrival.since, urgent: arrival.isUrgent,
            attempts: arrival.attempts)
    }
}
