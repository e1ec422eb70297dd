import AMQP
import Domain
import Events
import Foundation
import Store

extension DeadLetter {
    /// Reads a delivery of a dead-letter queue. What came by the broker's backstop has none of our headers, or only
    /// forged ones: its history is read from what the broker wrote.
    init(_ delivery: AMQPDelivery, worker: Worker, policy: Policy) {
        let isBackstop = delivery.routingKey == "\(worker.rawValue).\(Self.backstopReason)"
        let death = delivery.properties.headers.firstDeath
        let headers = isBackstop && death["exchange"]?.text != Exchange.back ? [:] : delivery.properties.headers
        let story = Story(headers, death, isBackstop: isBackstop)
        let envelope = Envelope(delivery)
        let body = Data(EventKey(hashing: delivery.body).bytes).base64EncodedString()
        let maybeEmergency =
            story.isUrgent
            || EmergencyHint.looksUrgent(routingKey: story.originKey, body: delivery.body, policy: policy)
        self.init(
            worker: worker.rawValue,
            takenKey: EventKey(parts: [body, envelope.id ?? "", story.failedAtText]),
            contentKey: EventKey(parts: [
                worker.rawValue, body, envelope.id ?? "", story.originKey, story.reason, String(story.attempts),
            ]),
            // An id says that it is the same event; a message without one must have been delivered before.
            mayBeCopy: envelope.id != nil || headers[Republish.Header.redelivered] == .bool(true),
            reason: story.reason, error: story.error,
            fingerprint: Fingerprint.of(reason: story.reason, sentence: story.error), attempts: story.attempts,
            urgent: story.isUrgent, maybeEmergency: maybeEmergency, firstFailedAt: story.firstFailedAt,
            failedAt: story.failedAt, originExchange: story.originExchange, originKey: story.originKey,
            source: envelope.source, eventID: envelope.id, eventType: envelope.type,
            properties: StoredProperties.json(delivery.properties), body: delivery.body)
    }

    /// The reason of what the broker gave up after too many deliveries.
    package static let backstopReason = "deliveryLimit"
}

/// How a message came to be dead.
private struct Story {
    let reason: String
    let error: String
    let attempts: Int
    let originExchange: String
    let originKey: String
    let failedAtText: String
    let failedAt: Date?
    let firstFailedAt: Date?
    let isUrgent: Bool

    init(_ headers: [String: AMQPValue], _ death: [String: AMQPValue], isBackstop: Bool) {
        func text(_ name: String) -> String? { headers[name]?.text.map(StoredProperties.storable) }
        let ownReason = isBackstop ? nil : text(Republish.Header.reason)
        reason = ownReason ?? DeadLetter.backstopReason
        error = (isBackstop ? nil : text(Republish.Header.error)) ?? Self.backstopSentence
        attempts = text(Republish.Header.attempts).flatMap { Int($0) } ?? 0
        originExchange = text(Republish.Header.originExchange) ?? death["exchange"]?.text ?? ""
        let key = text(Republish.Header.originKey) ?? death.routingKey ?? ""
        originKey = StoredProperties.storable(key)
        failedAtText = (isBackstop ? nil : text(Republish.Header.failedAt)) ?? death["time"]?.text ?? ""
        failedAt = RFC3339.date(failedAtText) ?? death.time
        firstFailedAt = text(Republish.Header.firstFailedAt).flatMap(RFC3339.date) ?? failedAt
        let queue = death["queue"]?.text ?? ""
        isUrgent = key.hasPrefix("urgent.") || key.hasSuffix(".urgent") || queue.hasSuffix(".urgent")
    }

    private static var backstopSentence: String {
        "Delivered too often without being settled: whatever took it died or lost its connection each time."
    }
}

/// What the event calls itself, as far as that can be read.
private struct Envelope {
    let id: String?
    let source: String?
    let type: String?

    init(_ delivery: AMQPDelivery) {
        let json = try? JSON.parse(delivery.body)
        func attribute(_ name: String) -> String? {
            let headers = delivery.properties.headers
            let text = headers["cloudEvents_\(name)"]?.text ?? headers["cloudEvents:\(name)"]?.text
            return (text ?? json?[key: name]?.stringValue).map(StoredProperties.storable)
        }
        id = attribute("id") ?? delivery.properties.messageID.map(StoredProperties.storable)
        source = attribute("source")
        type = attribute("type")
    }
}

extension [String: AMQPValue] {
    /// The broker's note of the latest death; empty if it made none.
    fileprivate var firstDeath: [String: AMQPValue] {
        guard case .array(let deaths) = self["x-death"], case .table(let death) = deaths.first else { return [:] }
        return death
    }

    fileprivate var routingKey: String? {
        guard case .array(let keys) = self["routing-keys"] else { return nil }
        return keys.first?.text
    }

    fileprivate var time: Date? {
        guard case .timestamp(let seconds) = self["time"] else { return nil }
        return Date(timeIntervalSince1970: Double(seconds))
    }
}
