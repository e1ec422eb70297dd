package import Domain
package import Foundation
package import Postgres

/// What was decided when timers fired: once a key, never changed.
package enum TimerDecisionStore {
    /// The keys decided for these incidents. Read it after their rows are locked.
    package static func keys(of incidents: [Int64]) -> Statement<[Int64: Set<EscalationTimer.Key>]> {
        keys("incident_id = ANY(\(incidents))")
    }

    /// The same, by the incidents' numbers.
    package static func keys(ofNumbers numbers: [String]) -> Statement<[Int64: Set<EscalationTimer.Key>]> {
        keys("incident_id IN (SELECT id FROM incident WHERE number = ANY(\(numbers)))")
    }

    /// Records climbs. A key that is there already fails the transaction rather than telling people twice.
    package static func record(_ climbs: [EscalationClimb], at now: Date) -> SQL {
        let rows = climbs.flatMap { climb in climb.decided.map { (climb: climb, rung: $0) } }
        return """
            INSERT INTO timer_decision (incident_id, kind, rung, edition, due_at, decided_at, late_by, outcome)
            SELECT incident_id, kind, rung, edition, due_at, \(now), late_by, outcome
            FROM unnest(
                \(rows.map(\.climb.incident.id)), \(rows.map(\.rung.key.kind.rawValue)),
                \(rows.map { Int16($0.rung.key.rung) }), \(rows.map(\.rung.key.edition)), \(rows.map(\.rung.dueAt)),
                \(rows.map(\.climb.lateBy)), \(rows.map(\.rung.outcome.rawValue)))
                AS v (incident_id, kind, rung, edition, due_at, late_by, outcome)
            """
    }

    private static func keys(_ condition: SQL) -> Statement<[Int64: Set<EscalationTimer.Key>]> {
        Statement("SELECT incident_id, kind, rung, edition FROM timer_decision WHERE \(raw: condition)") { result in
            var keys: [Int64: Set<EscalationTimer.Key>] = [:]
            for row in result.rows {
                keys[try row.decode(0), default: []].insert(try TimerStore.key(row, table: "timer_decision"))
            }
            return keys
        }
    }
}
