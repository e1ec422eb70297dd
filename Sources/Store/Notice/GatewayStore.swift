package import Foundation
import Postgres

/// What people have decided about one carrier.
package struct GatewayControl: Sendable, Equatable {
    package let name: String
    /// Takes nothing new; what it has is still asked for and receipted.
    package let isDraining: Bool
    /// Before all others that may take a text.
    package let isFirst: Bool

    package init(name: String, isDraining: Bool = false, isFirst: Bool = false) {
        self.name = name
        self.isDraining = isDraining
        self.isFirst = isFirst
    }
}

/// How a carrier is in this process.
package struct GatewaySight: Sendable, Equatable {
    package let name: String
    package let kind: String
    /// Why it took nothing the last time; nil while it takes texts.
    package let problem: String?

    package init(name: String, kind: String, problem: String?) {
        self.name = name
        self.kind = kind
        self.problem = problem
    }
}

/// A carrier, for a person who looks: how it is, and the fate of the texts of the last hour.
package struct GatewayLine: Sendable {
    package let name: String
    package let kind: String
    package let isDraining: Bool
    package let isFirst: Bool
    package let seenAt: Date
    package let problem: String?
    package let problemAt: Date?
    /// By state, those that were submitted or settled within the last hour.
    package let counts: [String: Int]
}

/// Carriers: what workers have in their settings, and what people decide about them.
package enum GatewayStore {
    /// All that people have decided.
    package static func controls() -> Statement<[GatewayControl]> {
        Statement("SELECT name, is_draining, is_first FROM gateway ORDER BY name") { result in
            try result.rows.map {
                GatewayControl(name: try $0.decode(0), isDraining: try $0.decode(1), isFirst: try $0.decode(2))
            }
        }
    }

    /// Says that a worker has them, and how they are. Writes only where something is new or the last word is old, for
    /// every replica does this every second.
    package static func see(_ sights: [GatewaySight], at now: Date) -> Statement<Void> {
        Statement(
            """
            INSERT INTO gateway AS g (name, kind, seen_at, problem, problem_at)
            SELECT name, kind, \(now), problem, CASE WHEN problem IS NOT NULL THEN \(now) END
            FROM unnest(\(sights.map(\.name)), \(sights.map(\.kind)), \(sights.map(\.problem)))
                 AS v (name, kind, problem) ORDER BY name
            ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, seen_at = excluded.seen_at,
                problem = excluded.problem, problem_at = coalesce(excluded.problem_at, g.problem_at)
            WHERE g.seen_at NOT BETWEEN \(now.addingTimeInterval(-60)) AND \(now.addingTimeInterval(60))
                OR g.problem IS DISTINCT FROM excluded.problem OR g.kind <> excluded.kind
            """
        ) { _ in }
    }

    /// Takes a carrier out of use, or into use again; false if there is none of this name.
    /// - Parameter first: it goes before all others from now on, and no other does.
    package static func use(_ name: String, draining: Bool, first: Bool) -> Statement<Bool> {
        Statement(
            """
            UPDATE gateway SET is_draining = CASE WHEN name = \(name) THEN \(draining) ELSE is_draining END,
                is_first = (name = \(name) AND \(first))
            WHERE name = \(name) OR \(first) AND EXISTS (SELECT FROM gateway WHERE name = \(name))
            RETURNING name
            """
        ) { result in try result.rows.contains { try $0.decode(0, as: String.self) == name } }
    }

    /// With the texts since `since`, as far as they are among the latest hundred thousand: it is a look, no account.
    package static func list(since: Date) -> Statement<[GatewayLine]> {
        Statement(
            """
            SELECT g.name, g.kind, g.is_draining, g.is_first, g.seen_at, g.problem, g.problem_at,
                coalesce(array_agg(c.state ORDER BY c.state) FILTER (WHERE c.state IS NOT NULL), '{}'),
                coalesce(array_agg(c.count ORDER BY c.state) FILTER (WHERE c.state IS NOT NULL), '{}')
            FROM gateway g LEFT JOIN (
                SELECT d.gateway, \(raw: NoticeLedger.word) AS state, count(*) FROM delivery d
                WHERE id > (SELECT coalesce(max(id), 0) - 100000 FROM delivery) AND gateway IS NOT NULL
                    AND (greatest(submitted_at, settled_at) >= \(since) OR state IN ('sending', 'ambiguous'))
                GROUP BY 1, 2) c ON c.gateway = g.name
            GROUP BY g.name ORDER BY g.name
            """
        ) { result in try result.rows.map(line) }
    }

    private static func line(_ row: PostgresRow) throws -> GatewayLine {
        let counts = zip(try row.decode(7, as: [String].self), try row.decode(8, as: [Int64].self))
        return GatewayLine(
            name: try row.decode(0), kind: try row.decode(1), isDraining: try row.decode(2),
            isFirst: try row.decode(3), seenAt: try row.decode(4), problem: try row.decode(5),
            problemAt: try row.decode(6), counts: Dictionary(counts.map { ($0, Int($1)) }) { first, _ in first })
    }
}
