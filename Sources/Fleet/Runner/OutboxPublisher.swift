package import AMQP
import Logging
import Metrics
import Postgres
package import Store

/// Publishes what decisions told, confirmed and mandatory, and forgets it within a second.
///
/// Dying between the confirm and the forgetting publishes again: the consumers' identity absorbs it.
package actor OutboxPublisher {
    private let publisher: AMQPPublisher
    private let pool: PostgresPool
    private let userID: String
    private let logger: Logger
    private var confirmed: [(cause: EventKey, ordinal: Int)] = []
    private let published = Counter(label: "lianhu_outbox_published_total")
    private let unroutable = Counter(label: "lianhu_outbox_unroutable_total")

    /// - Parameter userID: the broker's user of this connection: the broker vouches for it on each message.
    init(publisher: AMQPPublisher, pool: PostgresPool, userID: String, logger: Logger) {
        self.publisher = publisher
        self.pool = pool
        self.userID = userID
        self.logger = logger
    }

    /// Publishes the rows in order and returns when each is confirmed. A row that nobody takes stays in the outbox for
    /// the sweep, with a word in the log; a nack is an outage of the broker.
    /// - Throws: `AMQPError`; then any of the rows may or may not have been published.
    package func publish(_ rows: [OutboxRow]) async throws(AMQPError) {
        if rows.isEmpty { return }
        let outcomes = try await publisher.publish(rows.map(message))
        var refused: String?
        for (row, outcome) in zip(rows, outcomes) {
            switch outcome {
            case .confirmed: confirmed.append((row.cause, row.ordinal))
            case .returned(let code, let reason): report(row, "\(code) \(reason)")
            case .nacked: refused = row.routingKey
            }
        }
        if let refused { throw .notTaken(reason: "it refused \(refused)") }
        published.increment(by: rows.count)
    }

    /// Forgets what has been confirmed so far; at every half second and at drain.
    package func forget() async throws {
        let rows = confirmed
        if rows.isEmpty { return }
        confirmed = []
        do {
            _ = try await pool.query(OutboxStore.forget(rows))
            CrashPoint.forgotten.pass()
        } catch {
            confirmed += rows
            throw error
        }
    }

    private func report(_ row: OutboxRow, _ reason: String) {
        unroutable.increment()
        logger.error(
            "nobody takes an event: run `lianhu doctor`",
            metadata: ["event": "\(row.eventID)", "key": "\(row.routingKey)", "broker": "\(reason)"])
    }

    private func message(_ row: OutboxRow) -> AMQPMessage {
        var properties = row.properties.flatMap { try? StoredProperties.properties($0) } ?? own(row)
        properties.userID = userID
        return AMQPMessage(
            exchange: row.exchange, routingKey: row.routingKey, mandatory: true, properties: properties,
            body: row.body)
    }

    private func own(_ row: OutboxRow) -> AMQPProperties {
        var properties = AMQPProperties()
        properties.contentType = "application/cloudevents+json; charset=UTF-8"
        properties.messageID = row.eventID.utf8.count <= 255 ? row.eventID : nil
        return properties
    }
}
