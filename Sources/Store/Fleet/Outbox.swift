package import Postgres

/// Something a decision wants told: saved with the decision, published after it, forgotten when confirmed.
package struct OutboxRow: Sendable, Equatable {
    /// The identity of the event or decision that caused it.
    package let cause: EventKey
    /// Its place among what the cause tells.
    package let ordinal: Int
    package let exchange: String
    package let routingKey: String
    package let eventID: String
    /// The message's properties as JSON; nil where the body is an event of our own in structured mode.
    package let properties: JSONText?
    /// The event as it goes over the wire.
    package let body: [UInt8]

    package init(
        cause: EventKey, ordinal: Int, exchange: String, routingKey: String, eventID: String,
        properties: JSONText? = nil, body: [UInt8]
    ) {
        self.cause = cause
        self.ordinal = ordinal
        self.exchange = exchange
        self.routingKey = routingKey
        self.eventID = eventID
        self.properties = properties
        self.body = body
    }
}

/// The outbox: claims are by the database's clock, since they are about processes and not about the domain.
package enum OutboxStore {
    /// Saves rows claimed by their owner for `lease` seconds; the sweep takes what is left then.
    package static func save(_ rows: [OutboxRow], worker: String, lease: Double) -> SQL {
        """
        INSERT INTO outbox (cause, ordinal, worker, exchange, routing_key, event_id, properties, body,
            claimed_until)
        SELECT cause, ordinal, \(worker), exchange, routing_key, event_id, properties, body,
               clock_timestamp() + make_interval(secs => \(lease))
        FROM unnest(\(rows.map(\.cause.bytes)), \(rows.map { Int16($0.ordinal) }), \(rows.map(\.exchange)),
                    \(rows.map(\.routingKey)), \(rows.map(\.eventID)), \(rows.map(\.properties)), \(rows.map(\.body)))
             AS v (cause, ordinal, exchange, routing_key, event_id, properties, body)
        """
    }

    /// What these causes still have to tell: a duplicate tells it before its ack.
    package static func unpublished(of causes: [EventKey]) -> Statement<[OutboxRow]> {
        Statement(
            """
            SELECT o.* FROM unnest(\(causes.map(\.bytes))) AS c (cause) CROSS JOIN LATERAL (
                SELECT cause, ordinal, exchange, routing_key, event_id, properties, body FROM outbox
                WHERE cause = c.cause OFFSET 0) o
            ORDER BY o.cause, o.ordinal
            """, read: rows)
    }

    /// Takes rows whose claim has run out, urgent ones first, for `lease` seconds: events of any worker, and what goes
    /// back to this worker's own queue, for only it has the right to publish that. A claim that ends later than any can
    /// was made before the database's clock was set back: it has run out too.
    package static func sweep(worker: String, limit: Int, lease: Double) -> Statement<[OutboxRow]> {
        Statement(
            """
            UPDATE outbox SET claimed_until = clock_timestamp() + make_interval(secs => \(lease))
            WHERE (cause, ordinal) IN (
                SELECT cause, ordinal FROM outbox
                WHERE (claimed_until < clock_timestamp()
                       OR claimed_until > clock_timestamp() + make_interval(secs => \(2 * lease)))
                    AND (exchange = 'lianhu.events' OR worker = \(worker))
                ORDER BY routing_key NOT LIKE 'urgent.%', claimed_until LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING cause, ordinal, exchange, routing_key, event_id, properties, body
            """, read: rows)
    }

    /// Forgets rows that the broker has confirmed.
    package static func forget(_ rows: [(cause: EventKey, ordinal: Int)]) -> SQL {
        let sorted = rows.sorted { ($0.cause, $0.ordinal) < ($1.cause, $1.ordinal) }
        // By place, found by the key: a plan made while the table was empty would read all of it each time. A row that
        // a sweep claims at this very moment moves and stays; it is told twice, which its identity absorbs.
        return """
            DELETE FROM outbox WHERE ctid = ANY(ARRAY(
                SELECT o.place
                FROM unnest(\(sorted.map(\.cause.bytes)), \(sorted.map { Int16($0.ordinal) })) AS v (cause, ordinal)
                CROSS JOIN LATERAL (
                    SELECT ctid AS place FROM outbox WHERE cause = v.cause AND ordinal = v.ordinal LIMIT 1) o))
            """
    }

    /// Rows waiting and the age in seconds of the oldest claim that has run out; 0 when none has.
    package static func backlog() -> Statement<(rows: Int, overdue: Double)> {
        Statement(
            """
            SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(claimed_until)), 0)::float8 FROM outbox
            """
        ) { result in
            guard let row = result.rows.first else { throw StoreError.missingResult }
            return (try row.decode(0, as: Int.self), max(0, try row.decode(1, as: Double.self)))
        }
    }

    @Sendable private static func rows(_ result: PostgresResult) throws -> [OutboxRow] {
        try result.rows.map { row in
            OutboxRow(
                cause: EventKey(bytes: try row.decode(0)), ordinal: Int(try row.decode(1, as: Int16.self)),
                exchange: try row.decode(2), routingKey: try row.decode(3), eventID: try row.decode(4),
                properties: try row.decode(5), body: try row.decode(6))
        }
    }
}
