package import Domain
package import Foundation
package import Postgres

/// Armed timers. An incident's row lock guards its timers and decisions: whoever writes them holds it, so that
/// acts, events and due timers never wait for one another in a circle.
package enum TimerStore {
    /// When the next timer is due; nil if none is armed. Reads the first entry of `timer_due`.
    package static func nextDue() -> Statement<Date?> {
        Statement("SELECT min(due_at) FROM timer") { try $0.rows.first?.decode(0) }
    }

    /// Locks incidents that have a due timer, emergencies first, and passes over those that somebody else holds.
    /// The timers are read again under the lock: this statement's snapshot may be older than another's decision.
    package static func claim(limit: Int, at now: Date) -> Statement<[Int64]> {
        Statement(
            """
            SELECT i.id FROM timer t JOIN incident i ON i.id = t.incident_id
            WHERE t.due_at <= \(now) ORDER BY t.priority, t.due_at LIMIT \(limit)
            FOR UPDATE OF i SKIP LOCKED
            """
        ) { result in
            var seen = Set<Int64>()
            return try result.rows.map { try $0.decode(0, as: Int64.self) }.filter { seen.insert($0).inserted }
        }
    }

    /// The armed timers of these incidents.
    package static func armed(of incidents: [Int64]) -> Statement<[Int64: [EscalationTimer]]> {
        armed("incident_id = ANY(\(incidents))")
    }

    /// The same, by the incidents' numbers.
    package static func armed(ofNumbers numbers: [String]) -> Statement<[Int64: [EscalationTimer]]> {
        armed("incident_id IN (SELECT id FROM incident WHERE number = ANY(\(numbers)))")
    }

    /// Arms timers, or moves them. Needs the incidents' locks, or the transaction that inserts them.
    package static func arm(_ timers: [EscalationTimer]) -> SQL {
        let keys = timers.map(\.key)
        return """
            INSERT INTO timer (incident_id, kind, rung, edition, due_at, deadline, priority, provisional)
            SELECT * FROM unnest(
                \(timers.map(\.incident)), \(keys.map(\.kind.rawValue)), \(keys.map { Int16($0.rung) }),
                \(keys.map(\.edition)), \(timers.map(\.dueAt)), \(timers.map(\.deadline)),
                \(timers.map { priority($0.severity) }), \(timers.map(\.isProvisional)))
            ON CONFLICT (incident_id, kind, rung, edition) DO UPDATE
            SET due_at = excluded.due_at, deadline = excluded.deadline, priority = excluded.priority,
                provisional = excluded.provisional
            """
    }

    /// Looks at these incidents' timers again at `until`, those that are due before.
    package static func setAside(_ incidents: [Int64], until: Date) -> Statement<Void> {
        Statement(
            "UPDATE timer SET due_at = \(until) WHERE incident_id = ANY(\(incidents.sorted())) AND due_at < \(until)"
        ) { _ in }
    }

    /// Makes all timers due that were computed without knowing a year's public holidays: a look at them computes them
    /// anew, and fires none that is not due then.
    package static func lookAtProvisional(at now: Date) -> Statement<Void> {
        Statement("UPDATE timer SET due_at = \(now) WHERE provisional AND due_at > \(now)") { _ in }
    }

    /// How many there are of those.
    package static func countProvisional() -> Statement<Int64> {
        Statement("SELECT count(*) FROM timer WHERE provisional") { try $0.rows.first?.decode(0) ?? 0 }
    }

    /// Forgets timers. Needs the incidents' locks.
    package static func cancel(_ timers: [EscalationTimer]) -> SQL {
        let keys = timers.map(\.key)
        return """
            DELETE FROM timer t
            USING unnest(\(timers.map(\.incident)), \(keys.map(\.kind.rawValue)), \(keys.map { Int16($0.rung) }),
                         \(keys.map(\.edition))) AS v (incident_id, kind, rung, edition)
            WHERE (t.incident_id, t.kind, t.rung, t.edition) = (v.incident_id, v.kind, v.rung, v.edition)
            """
    }

    /// Changes of timers, set-wise; nothing for nothing. Needs the incidents' locks.
    package static func save(_ changes: [TimerChange]) -> [SQL] {
        let (cancel, arm) = (changes.flatMap(\.cancel), changes.flatMap(\.arm))
        return (cancel.isEmpty ? [] : [Self.cancel(cancel)]) + (arm.isEmpty ? [] : [Self.arm(arm)])
    }

    /// What looks at incidents decided: the rungs climbed and the timers that follow.
    package static func save(_ rounds: [EscalationRound], at now: Date) -> [SQL] {
        let climbs = rounds.flatMap(\.climbs)
        return (climbs.isEmpty ? [] : [TimerDecisionStore.record(climbs, at: now)]) + save(rounds.map(\.change))
    }

    private static func armed(_ condition: SQL) -> Statement<[Int64: [EscalationTimer]]> {
        Statement(
            """
            SELECT incident_id, kind, rung, edition, due_at, deadline, priority, provisional FROM timer
            WHERE \(raw: condition) ORDER BY incident_id, kind, rung
            """
        ) { result in
            var timers: [Int64: [EscalationTimer]] = [:]
            for row in result.rows { timers[try row.decode(0), default: []].append(try timer(row)) }
            return timers
        }
    }

    private static func timer(_ row: PostgresRow) throws -> EscalationTimer {
        EscalationTimer(
            incident: try row.decode(0), key: try key(row, table: "timer"), dueAt: try row.decode(4),
            deadline: try row.decode(5), severity: severity(try row.decode(6)), isProvisional: try row.decode(7))
    }

    /// Reads `kind, rung, edition` from the second column on.
    static func key(_ row: PostgresRow, table: String) throws -> EscalationTimer.Key {
        let word = try row.decode(1, as: String.self)
        guard let kind = EscalationTimer.Kind(rawValue: word) else {
            throw StoreError.unknownWord(word, table: table, column: "kind")
        }
        return EscalationTimer.Key(kind: kind, rung: Int(try row.decode(2, as: Int16.self)), edition: try row.decode(3))
    }

    /// Severities from the one claimed first; the column holds the place.
    private static let order: [Severity] = Severity.allCases.sorted(by: >)

    private static func priority(_ severity: Severity) -> Int16 { Int16(order.firstIndex(of: severity) ?? 0) }

    private static func severity(_ priority: Int16) -> Severity {
        order.indices.contains(Int(priority)) ? order[Int(priority)] : .emergency
    }
}
