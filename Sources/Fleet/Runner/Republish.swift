package import AMQP
import Foundation

/// Messages that leave the worker's queue for the retry ladder or the dead letters. Properties are rebuilt: copied
/// verbatim they wedge a level, fan out, vanish or close the channel. [contracts.md, RabbitMQ]
package enum Republish {
    /// The fleet's own headers.
    package enum Header {
        package static let reason = "lianhu-reason"
        package static let error = "lianhu-error"
        package static let attempts = "lianhu-attempts"
        package static let firstFailedAt = "lianhu-first-failed-at"
        package static let failedAt = "lianhu-failed-at"
        package static let originExchange = "lianhu-origin-exchange"
        package static let originKey = "lianhu-origin-key"
        package static let worker = "lianhu-worker"
        package static let originalUser = "lianhu-original-user-id"
        /// On what was made from a delivery that had been delivered before: it may be made for the second time.
        package static let redelivered = "lianhu-redelivered"
        /// When an event first came that has waited for its time.
        package static let waitingSince = "lianhu-waiting-since"
        package static let originalExpiration = "lianhu-original-expiration"
    }

    /// What failed, and how often.
    package struct Failure: Sendable {
        package let reason: String
        package let sentence: String
        package let attempts: Int
        package let at: String

        package init(reason: String, sentence: String, attempts: Int, at: String) {
            self.reason = reason
            self.sentence = sentence
            self.attempts = attempts
            self.at = at
        }
    }

    /// One step up the ladder: it waits in the level's queue and comes back by `lianhu.back`.
    package static func retry(
        _ delivery: AMQPDelivery, worker: Worker, delay: String, failure: Failure
    ) -> AMQPMessage {
        let lane = delivery.isUrgent ? "urgent" : "normal"
        return message(
            delivery, worker: worker, exchange: Exchange.retry, key: "\(worker.rawValue).\(delay).\(lane)", failure)
    }

    /// A dead letter: body untouched, with the reason and one sentence for a person.
    package static func dead(_ delivery: AMQPDelivery, worker: Worker, failure: Failure) -> AMQPMessage {
        message(
            delivery, worker: worker, exchange: Exchange.dead, key: "\(worker.rawValue).\(failure.reason)", failure)
    }

    /// The properties under which an event comes back when its time has come; failed attempts stay counted.
    static func waiting(_ delivery: AMQPDelivery, worker: Worker, since: String) -> AMQPProperties {
        let before = delivery.comesBack ? delivery.properties.headers : [:]
        var properties = origin(of: delivery, before, worker: worker)
        for kept in [Header.attempts, Header.firstFailedAt] { properties.headers[kept] = before[kept] }
        properties.headers[Header.waitingSince] = .string(since)
        let room = properties.headers.values.reduce(0) { $0 + size($1) }
        guard room > longestHeaders else { return properties }
        return slimmed(AMQPMessage(exchange: "", routingKey: "", properties: properties, body: [])).properties
    }

    /// Bytes of headers that leave room for ours in one frame.
    private static var longestHeaders: Int { 100_000 }

    /// Application headers and ids stay; what the broker or routing put there goes.
    package static func properties(of original: AMQPProperties) -> AMQPProperties {
        var kept = AMQPProperties()
        kept.contentType = original.contentType
        kept.contentEncoding = original.contentEncoding
        kept.correlationID = original.correlationID
        kept.replyTo = original.replyTo
        kept.messageID = original.messageID
        kept.timestamp = original.timestamp
        kept.type = original.type
        kept.appID = original.appID
        kept.headers = original.headers.filter { !isBrokers($0.key) && !$0.key.hasPrefix("lianhu-") }
        return kept
    }

    /// The message without what takes much room in its headers: tables, and the longest texts that nobody but their
    /// publisher knows. Ours and the event's attributes are short.
    static func slimmed(_ message: AMQPMessage) -> AMQPMessage {
        var message = message
        var room = 32_768
        for (name, value) in message.properties.headers.sorted(by: { size($0.value) < size($1.value) })
        where !name.hasPrefix("lianhu-") {
            let size = name.utf8.count + size(value)
            if size > min(room, 2048) { message.properties.headers[name] = nil } else { room -= size }
        }
        return message
    }

    private static func size(_ value: AMQPValue) -> Int {
        switch value {
        case .table, .array: 1 << 20
        case .bytes(let bytes): bytes.count + 16
        default: (value.text?.utf8.count ?? 0) + 16
        }
    }

    private static func isBrokers(_ header: String) -> Bool {
        header == "CC" || header == "BCC" || header == "x-death" || header == "x-delivery-count"
            || header.hasPrefix("x-first-death-") || header.hasPrefix("x-last-death-")
    }

    private static func message(
        _ delivery: AMQPDelivery, worker: Worker, exchange: String, key: String, _ failure: Failure
    ) -> AMQPMessage {
        let before = delivery.comesBack ? delivery.properties.headers : [:]
        var properties = origin(of: delivery, before, worker: worker)
        properties.headers[Header.reason] = .string(failure.reason)
        properties.headers[Header.error] = .string(String(failure.sentence.prefix(2000)))
        properties.headers[Header.attempts] = .int(Int64(failure.attempts))
        properties.headers[Header.firstFailedAt] = before[Header.firstFailedAt] ?? .string(failure.at)
        properties.headers[Header.failedAt] = .string(failure.at)
        return AMQPMessage(
            exchange: exchange, routingKey: key, mandatory: true, properties: properties, body: delivery.body)
    }

    /// Rebuilt, with where it came from and whom the broker had vouched for.
    private static func origin(
        of delivery: AMQPDelivery, _ before: [String: AMQPValue], worker: Worker
    ) -> AMQPProperties {
        var properties = properties(of: delivery.properties)
        properties.headers[Header.originExchange] = before[Header.originExchange] ?? .string(delivery.exchange)
        properties.headers[Header.originKey] = before[Header.originKey] ?? .string(delivery.routingKey)
        properties.headers[Header.worker] = .string(worker.rawValue)
        if delivery.redelivered || before[Header.redelivered] == .bool(true) {
            properties.headers[Header.redelivered] = .bool(true)
        }
        if let user = delivery.publisher { properties.headers[Header.originalUser] = .string(user) }
        if let expiration = delivery.properties.expiration ?? before[Header.originalExpiration]?.text {
            properties.headers[Header.originalExpiration] = .string(expiration)
        }
        return properties
    }
}
