package import Domain
package import Foundation
package import Postgres

/// A key's row: the incident that stands under it and its window.
package struct HeldKey: Sendable, Equatable {
    package let incident: Int64
    package let window: Range<Date>

    package init(incident: Int64, window: Range<Date>) {
        self.incident = incident
        self.window = window
    }
}

/// Which incident stands under which key: the primary key decides a race between replicas.
package enum DuplicateKeyStore {
    /// Claims keys for the incidents that would be opened, and says which incident has each now: the candidate if
    /// nobody had it. Locks the rows; sorted by key, so that replicas never wait in a circle.
    package static func claim(
        _ candidates: [DuplicateKey: Int64]
    ) -> Statement<[String: HeldKey]> {
        let sorted = candidates.map { key, incident in
            (key: hash(key.name), name: key.name, window: key.window, incident: incident)
        }.sorted { $0.key < $1.key }
        let names = Dictionary(sorted.map { ($0.key, $0.name) }) { first, _ in first }
        // DO UPDATE rather than DO NOTHING: it waits for the other's commit, locks, and returns the row either way.
        return Statement(
            """
            INSERT INTO incident_key (key, incident_id, first_at, until_at)
            SELECT * FROM unnest(\(sorted.map(\.key.bytes)), \(sorted.map(\.incident)),
                                 \(sorted.map(\.window.lowerBound)), \(sorted.map(\.window.upperBound)))
            ON CONFLICT (key) DO UPDATE SET key = excluded.key
            RETURNING key, incident_id, first_at, until_at
            """
        ) { try held($0, names) }
    }

    /// Which incidents stand under these names, without claiming.
    package static func find(_ keyNames: [String]) -> Statement<[String: HeldKey]> {
        let names = keyNames.reduce(into: [EventKey: String]()) { $0[hash($1)] = $1 }
        return Statement(
            "SELECT key, incident_id, first_at, until_at FROM incident_key WHERE key = ANY(\(names.keys.map(\.bytes)))"
        ) { try held($0, names) }
    }

    private static func held(_ result: PostgresResult, _ names: [EventKey: String]) throws -> [String: HeldKey] {
        var held: [String: HeldKey] = [:]
        for row in result.rows {
            guard let name = names[EventKey(bytes: try row.decode(0))] else { continue }
            held[name] = HeldKey(
                incident: try row.decode(1), window: (try row.decode(2))..<(try row.decode(3, as: Date.self)))
        }
        return held
    }

    /// Puts other incidents under keys that are held locked: their windows were over.
    package static func move(_ keys: [String: HeldKey]) -> SQL {
        let keys = keys.map { (key: hash($0.key), held: $0.value) }
        return """
            UPDATE incident_key k SET incident_id = v.incident_id, first_at = v.first_at, until_at = v.until_at
            FROM unnest(\(keys.map(\.key.bytes)), \(keys.map(\.held.incident)),
                        \(keys.map(\.held.window.lowerBound)), \(keys.map(\.held.window.upperBound)))
                 AS v (key, incident_id, first_at, until_at)
            WHERE k.key = v.key
            """
    }

    private static func hash(_ name: String) -> EventKey { EventKey(parts: [name]) }
}
