package import Foundation
package import Postgres

/// Dead letters: taken from the broker once, kept byte for byte, replayed from here.
package enum DeadLetterStore {
    /// Letters are saved by one at a time of each worker kind: two that take copies at once would not see each other's.
    package static func exclusive(worker: String) -> Statement<Void> {
        Statement("SELECT pg_advisory_xact_lock(hashtext('dead_letter'), hashtext(\(worker)))") { _ in }
    }

    /// Keeps letters, and says which were new; one that was taken before stays as it was, and of one that was sent
    /// twice the first is kept. Of two that were made from deliveries of one message, one says that it was delivered
    /// before: not always the later one, when a process that had stopped goes on. Needs `exclusive` before it.
    package static func save(_ letters: [DeadLetter], at now: Date) -> Statement<Set<EventKey>> {
        Statement(insert(letters, at: now)) { result in
            Set(try result.rows.map { EventKey(bytes: try $0.decode(0)) })
        }
    }

    private static func insert(_ letters: [DeadLetter], at now: Date) -> SQL {
        let letters = withoutCopies(letters)
        let copies = letters.filter(\.mayBeCopy).map(\.contentKey.bytes)
        return """
            INSERT INTO dead_letter (worker, taken_key, content_key, reason, error, fingerprint, attempts, urgent,
                maybe_emergency, first_failed_at, failed_at, origin_exchange, origin_key, source, event_id, event_type,
                properties, body, taken_at)
            SELECT v.*, \(now) FROM unnest(
                \(letters.map(\.worker)), \(letters.map(\.takenKey.bytes)), \(letters.map(\.contentKey.bytes)),
                \(letters.map(\.reason)), \(letters.map(\.error)), \(letters.map(\.fingerprint)),
                \(letters.map { Int32(clamping: $0.attempts) }), \(letters.map(\.urgent)),
                \(letters.map(\.maybeEmergency)), \(letters.map(\.firstFailedAt)), \(letters.map(\.failedAt)),
                \(letters.map(\.originExchange)), \(letters.map(\.originKey)), \(letters.map(\.source)),
                \(letters.map(\.eventID)), \(letters.map(\.eventType)), \(letters.map(\.properties)),
                \(letters.map(\.body))) AS v (worker, taken_key, content_key)
            WHERE NOT (content_key = ANY(\(copies)) AND EXISTS (
                SELECT FROM dead_letter d WHERE d.content_key = v.content_key AND d.state = 'dead'))
                AND NOT EXISTS (
                    SELECT FROM dead_letter d WHERE d.content_key = v.content_key AND d.state = 'dead'
                        AND d.properties #>> '{headers,lianhu-redelivered}' = 'true')
            ON CONFLICT (taken_key) DO NOTHING RETURNING taken_key
            """
    }

    /// Of copies in one batch the first is left, the surest first.
    private static func withoutCopies(_ letters: [DeadLetter]) -> [DeadLetter] {
        var seen = Set(letters.filter { !$0.mayBeCopy }.map(\.contentKey))
        return letters.filter { !$0.mayBeCopy || seen.insert($0.contentKey).inserted }
    }

    /// Those of these ids that are there, in their order.
    package static func byID(_ ids: [Int64]) -> Statement<[StoredDeadLetter]> {
        Statement("\(raw: select) WHERE id = ANY(\(ids)) ORDER BY id", read: letters)
    }

    /// Those of one event, whatever became of them.
    package static func ofEvent(_ id: String) -> Statement<[StoredDeadLetter]> {
        Statement("\(raw: select) WHERE event_id = \(id) ORDER BY id", read: letters)
    }

    /// The ids of letters that wait to be replayed, or whose replay was cut short; the oldest first.
    package static func open(worker: String? = nil, reason: String? = nil) -> Statement<[Int64]> {
        Statement(
            """
            SELECT id FROM dead_letter WHERE state IN ('dead', 'replaying')
                AND \(raw: chosen(worker: worker, reason: reason))
            ORDER BY maybe_emergency DESC, id
            """
        ) { try $0.rows.map { try $0.decode(0) } }
    }

    /// Marks letters as being replayed and returns them. What is replayed or discarded is passed over.
    package static func beginReplay(_ ids: [Int64]) -> Statement<[StoredDeadLetter]> {
        Statement(
            """
            UPDATE dead_letter SET state = 'replaying' WHERE id = ANY(\(ids)) AND state IN ('dead', 'replaying')
            RETURNING \(raw: columns)
            """, read: letters)
    }

    /// Records how the replay of letters ended: published and confirmed, or back among the dead.
    package static func endReplay(published: [Int64], refused: [Int64]) -> SQL {
        """
        UPDATE dead_letter SET state = CASE WHEN id = ANY(\(published)) THEN 'replayed' ELSE 'dead' END,
            replays = replays + CASE WHEN id = ANY(\(published)) THEN 1 ELSE 0 END
        WHERE state = 'replaying' AND id = ANY(\(published + refused))
        """
    }

    /// Gives letters up for good; the rows stay. `affected` says how many.
    package static func discard(_ ids: [Int64]) -> SQL {
        "UPDATE dead_letter SET state = 'discarded' WHERE id = ANY(\(ids)) AND state = 'dead'"
    }

    /// A condition on worker and reason, where they are given.
    static func chosen(worker: String?, reason: String?) -> SQL {
        let worker: SQL = worker.map { "worker = \($0)" } ?? "true"
        let reason: SQL = reason.map { "reason = \($0)" } ?? "true"
        return "\(raw: worker) AND \(raw: reason)"
    }

    private static let columns: SQL = """
        id, worker, taken_key, reason, error, fingerprint, attempts, urgent, maybe_emergency, first_failed_at,
        failed_at, origin_exchange, origin_key, source, event_id, event_type, properties, body, taken_at, state, replays,
        coalesce(content_key, taken_key)
        """

    private static var select: SQL { "SELECT \(raw: columns) FROM dead_letter" }

    @Sendable private static func letters(_ result: PostgresResult) throws -> [StoredDeadLetter] {
        try result.rows.map { row in
            let letter = DeadLetter(
                worker: try row.decode(1), takenKey: EventKey(bytes: try row.decode(2)),
                contentKey: EventKey(bytes: try row.decode(21)), mayBeCopy: false, reason: try row.decode(3),
                error: try row.decode(4), fingerprint: try row.decode(5),
                attempts: Int(try row.decode(6, as: Int32.self)), urgent: try row.decode(7),
                maybeEmergency: try row.decode(8), firstFailedAt: try row.decode(9), failedAt: try row.decode(10),
                originExchange: try row.decode(11), originKey: try row.decode(12), source: try row.decode(13),
                eventID: try row.decode(14), eventType: try row.decode(15), properties: try row.decode(16),
                body: try row.decode(17))
            return StoredDeadLetter(
                id: try row.decode(0), letter: letter, takenAt: try row.decode(18), state: try row.decode(19),
                replays: Int(try row.decode(20, as: Int32.self)))
        }
    }
}
