package import Foundation
package import Postgres

/// A message that a worker could not do anything with, as it was taken from the broker.
package struct DeadLetter: Sendable, Equatable {
    package let worker: String
    /// Names this death: the same message taken twice is kept once, one that dies again after a replay is another.
    package let takenKey: EventKey
    /// What two copies have in common when a process died between sending a letter and acknowledging its delivery, or
    /// when the broker was lost between a retry and its confirm, so that two climbed the ladder.
    package let contentKey: EventKey
    /// Whether it may be such a copy: it is an event with an id, or its delivery, at some step of its way, had been
    /// delivered before. While the first is open, the second is no letter of its own.
    package let mayBeCopy: Bool
    /// Short code: a rejection's, or `deliveryLimit` where the broker gave it up.
    package let reason: String
    /// One sentence.
    package let error: String
    /// Reason and sentence without what differs from letter to letter: the cause.
    package let fingerprint: String
    package let attempts: Int
    package let urgent: Bool
    package let maybeEmergency: Bool
    package let firstFailedAt: Date?
    package let failedAt: Date?
    package let originExchange: String
    package let originKey: String
    package let source: String?
    package let eventID: String?
    package let eventType: String?
    /// The message's properties with all headers; may hold personal data.
    package let properties: JSONText
    /// Byte for byte.
    package let body: [UInt8]

    package init(
        worker: String, takenKey: EventKey, contentKey: EventKey, mayBeCopy: Bool, reason: String, error: String,
        fingerprint: String, attempts: Int,
        urgent: Bool, maybeEmergency: Bool, firstFailedAt: Date?, failedAt: Date?, originExchange: String,
        originKey: String, source: String?, eventID: String?, eventType: String?, properties: JSONText, body: [UInt8]
    ) {
        self.worker = worker
        self.takenKey = takenKey
        self.contentKey = contentKey
        self.mayBeCopy = mayBeCopy
        self.reason = reason
        self.error = error
        self.fingerprint = fingerprint
        self.attempts = attempts
        self.urgent = urgent
        self.maybeEmergency = maybeEmergency
        self.firstFailedAt = firstFailedAt
        self.failedAt = failedAt
        self.originExchange = originExchange
        self.originKey = originKey
        self.source = source
        self.eventID = eventID
        self.eventType = eventType
        self.properties = properties
        self.body = body
    }
}

/// A dead letter with what the store knows of it.
package struct StoredDeadLetter: Sendable, Equatable {
    /// What people say on the telephone.
    package let id: Int64
    package let letter: DeadLetter
    package let takenAt: Date
    /// `dead`, `replaying`, `replayed`, `discarded`.
    package let state: String
    package let replays: Int
}
