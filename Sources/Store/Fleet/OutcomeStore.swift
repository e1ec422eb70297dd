import Postgres

/// What became of a set of events: the questions of a ledger.
package enum OutcomeStore {
    /// How many of these events this worker has done with, by the first word of its verdict.
    package static func verdicts(of keys: [EventKey], worker: String) -> Statement<[(word: String, count: Int)]> {
        counts(
            """
            SELECT split_part(i.verdict, ' ', 1), count(*) FROM unnest(\(keys.map(\.bytes))) AS k (key)
            JOIN event_identity i ON i.key = k.key AND i.worker = \(worker) GROUP BY 1 ORDER BY 2 DESC, 1
            """)
    }

    /// How many of them wait, by reason.
    package static func waiting(_ keys: [EventKey], worker: String) -> Statement<[(word: String, count: Int)]> {
        counts(
            """
            SELECT w.reason, count(*) FROM unnest(\(keys.map(\.bytes))) AS k (key)
            JOIN waiting_event w ON w.cause = k.key AND w.worker = \(worker) GROUP BY 1 ORDER BY 1
            """)
    }

    /// How many of them are dead letters, by reason; one that was done after all, by a replay or a second delivery, is
    /// not counted again.
    package static func dead(
        _ keys: [EventKey], ids: [String], sources: [String], worker: String
    ) -> Statement<[(word: String, count: Int)]> {
        counts(
            """
            SELECT d.reason, count(DISTINCT k.key)
            FROM unnest(\(keys.map(\.bytes)), \(ids), \(sources)) AS k (key, id, source)
            JOIN dead_letter d ON d.event_id = k.id AND d.source = k.source AND d.worker = \(worker)
            WHERE d.state IN ('dead', 'replaying', 'discarded') AND NOT EXISTS (
                SELECT FROM event_identity i WHERE i.key = k.key AND i.worker = \(worker))
            GROUP BY 1 ORDER BY 1
            """)
    }

    private static func counts(_ sql: SQL) -> Statement<[(word: String, count: Int)]> {
        Statement(sql) { result in
            try result.rows.map { (try $0.decode(0, as: String.self), try $0.decode(1, as: Int.self)) }
        }
    }
}
