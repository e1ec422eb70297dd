import AMQP
import Fleet
import Postgres

/// What the floor writes: four plain tables about as wide as identity, incident, history and outbox.
enum FloorTables {
    static let names = ["floor_identity", "floor_incident", "floor_history", "floor_outbox"]

    static let scripts = [
        """
        CREATE TABLE floor_identity (id bigint PRIMARY KEY, verdict text NOT NULL);
        CREATE TABLE floor_incident (
            id bigint PRIMARY KEY, number text NOT NULL, area text NOT NULL, text text NOT NULL);
        CREATE TABLE floor_history (id bigint PRIMARY KEY, event text NOT NULL, text text NOT NULL);
        CREATE TABLE floor_outbox (id bigint PRIMARY KEY, routing_key text NOT NULL, body bytea NOT NULL);
        """
    ]

    /// One row in each for every event, an insert a table.
    static func inserts(_ rows: [FloorRow]) -> [SQL] {
        let ids = rows.map(\.id)
        return [
            "INSERT INTO floor_identity SELECT * FROM unnest(\(ids), \(rows.map(\.verdict)))",
            """
            INSERT INTO floor_incident
            SELECT * FROM unnest(\(ids), \(rows.map(\.number)), \(rows.map(\.key)), \(rows.map(\.text)))
            """,
            "INSERT INTO floor_history SELECT * FROM unnest(\(ids), \(rows.map(\.number)), \(rows.map(\.text)))",
            "INSERT INTO floor_outbox SELECT * FROM unnest(\(ids), \(rows.map(\.key)), \(rows.map(\.notice)))",
        ]
    }
}

/// One event as the floor knows it: nothing of its content is read.
struct FloorRow {
    let id: Int64
    let key: String
    let notice: [UInt8]
    let opened: [UInt8]

    var number: String { "20260302-\(id)" }
    var verdict: String { "opened \(number) " }
    /// As many bytes as a report's text and its row's other columns.
    var text: String { Self.text }

    private static let text = String(repeating: "村口垃圾箱冒烟有明火", count: 7)

    /// The two events that follow, under the keys that intake uses.
    var messages: [AMQPMessage] {
        [message("incident.opened", opened), message("notice.requested", notice)]
    }

    private func message(_ type: String, _ body: [UInt8]) -> AMQPMessage {
        var properties = AMQPProperties()
        properties.contentType = "application/cloudevents+json; charset=UTF-8"
        properties.messageID = number
        properties.userID = "guest"
        return AMQPMessage(
            exchange: Exchange.events, routingKey: type + key, mandatory: true, properties: properties, body: body)
    }
}
