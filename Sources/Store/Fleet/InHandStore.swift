package import Postgres

/// A delivery that some process has, or had when it died.
package struct HeldDelivery: Sendable, Equatable {
    /// The process.
    package let owner: String
    /// How often a process has died while working on it alone.
    package let deaths: Int
    /// Seconds until the owner counts as dead; 0 when it does.
    package let remaining: Double
}

/// Deliveries in hand: written before anything of a redelivered message is read, deleted by the transaction that is
/// done with it. Leases are by the database's clock, since they are about processes. [architecture.md, promise 4]
package enum InHandStore {
    /// Of these keys, those that somebody has.
    /// - Parameter lease: the longest there is. One that ends later was written before the database's clock was set back,
    ///   and counts as over.
    package static func find(_ keys: [EventKey], lease: Double) -> Statement<[EventKey: HeldDelivery]> {
        Statement(
            """
            SELECT key, owner, deaths,
                CASE WHEN remaining <= \(lease) THEN greatest(remaining, 0) ELSE 0 END
            FROM (SELECT *, extract(epoch FROM lease_until - clock_timestamp())::float8 AS remaining FROM in_hand
                  WHERE key = ANY(\(keys.map(\.bytes)))) held
            """
        ) { result in
            var held: [EventKey: HeldDelivery] = [:]
            for row in result.rows {
                held[EventKey(bytes: try row.decode(0))] = HeldDelivery(
                    owner: try row.decode(1), deaths: Int(try row.decode(2, as: Int16.self)),
                    remaining: try row.decode(3))
            }
            return held
        }
    }

    /// Takes deliveries in hand for `lease` seconds.
    package static func take(_ keys: Set<EventKey>, worker: String, owner: String, lease: Double) -> SQL {
        """
        INSERT INTO in_hand (key, worker, owner, lease_until)
        SELECT key, \(worker), \(owner), clock_timestamp() + make_interval(secs => \(lease))
        FROM unnest(\(keys.sorted().map(\.bytes))) AS v (key)
        ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
        """
    }

    /// Takes one over from a process that died with it, and counts that; 0 if it is not there any more. Asked again
    /// after a lost answer, or after another has charged the same death, it counts nothing more.
    /// - Parameter dead: the owner it was found with.
    package static func charge(
        _ key: EventKey, of dead: String, to owner: String, lease: Double
    ) -> Statement<Int> {
        Statement(
            """
            UPDATE in_hand SET deaths = deaths + (owner = \(dead))::int::smallint, owner = \(owner),
                lease_until = clock_timestamp() + make_interval(secs => \(lease))
            WHERE key = \(key.bytes) RETURNING deaths
            """
        ) { result in Int(try result.rows.first?.decode(0, as: Int16.self) ?? 0) }
    }

    /// Whatever this owner still has noted: it lives, and what it had has gone back to the queue. Deaths stay counted.
    package static func releaseAll(of owner: String) -> SQL {
        "DELETE FROM in_hand WHERE owner = \(owner) AND deaths = 0"
    }

    /// Rows whose owner has been dead for so many seconds: their deliveries have been settled since, or would have come
    /// back. Longer than any supervisor waits before it starts a process again.
    package static func forget(deadFor seconds: Double) -> SQL {
        "DELETE FROM in_hand WHERE lease_until < clock_timestamp() - make_interval(secs => \(seconds))"
    }

    /// Done with them.
    package static func release(_ keys: [EventKey]) -> SQL {
        "DELETE FROM in_hand WHERE key = ANY(\(keys.sorted().map(\.bytes)))"
    }
}
