package import Postgres

/// Which events a worker has already had, and what became of them.
package enum IdentityStore {
    /// Of these keys, the known ones with the verdict they were given.
    package static func known(_ keys: [EventKey], worker: String) -> Statement<[EventKey: String]> {
        // A lookup a key, whatever the planner thought of the table when it was empty: its plan is kept for hours.
        Statement(
            """
            SELECT k.key, i.verdict FROM unnest(\(keys.map(\.bytes))) AS k (key) CROSS JOIN LATERAL (
                SELECT verdict FROM event_identity WHERE key = k.key AND worker = \(worker) LIMIT 1) i
            """
        ) { result in
            var known: [EventKey: String] = [:]
            for row in result.rows { known[EventKey(bytes: try row.decode(0))] = try row.decode(1, as: String.self) }
            return known
        }
    }

    /// Records verdicts, sorted by key so that replicas never wait for one another in a circle.
    /// A key that another replica has recorded meanwhile fails the transaction: the batch is read anew.
    package static func record(_ verdicts: [EventKey: String], worker: String) -> SQL {
        let sorted = verdicts.sorted { $0.key < $1.key }
        return """
            INSERT INTO event_identity (worker, key, verdict)
            SELECT \(worker), key, verdict FROM unnest(\(sorted.map(\.key.bytes)), \(sorted.map(\.value))) AS v (key, verdict)
            """
    }
}
