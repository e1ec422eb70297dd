package import Domain
package import Foundation
package import Postgres

/// Desks, when each was told last, and what waits until it may be told again.
package enum EscalationCallStore {
    /// Takes those desks that may be told now: they count as told. One that another transaction is telling is not
    /// waited for; what is for it comes later.
    package static func take(_ desks: Set<EscalationDesk>, at now: Date) -> Statement<Set<EscalationDesk>> {
        let names = desks.map(\.description).sorted()
        let before = now.addingTimeInterval(-EscalationDesk.interval)
        return Statement(
            """
            WITH free AS (
                SELECT desk FROM escalation_desk WHERE desk = ANY(\(names)) AND told_at <= \(before)
                ORDER BY desk FOR UPDATE SKIP LOCKED),
            told AS (
                UPDATE escalation_desk d SET told_at = \(now) FROM free WHERE d.desk = free.desk RETURNING d.desk),
            new AS (
                INSERT INTO escalation_desk (desk, told_at) SELECT desk, \(now) FROM unnest(\(names)) AS v (desk)
                ORDER BY desk ON CONFLICT (desk) DO NOTHING RETURNING desk)
            SELECT desk FROM told UNION ALL SELECT desk FROM new
            """
        ) { result in
            Set(try result.rows.compactMap { EscalationDesk(try $0.decode(0, as: String.self)) })
        }
    }

    /// Keeps calls until their desk may be told. One that is there already stays.
    package static func keep(_ calls: [EscalationCall], at now: Date) -> SQL {
        let due = calls.map { call in
            let isUrgent = call.severity == .emergency
            return now.addingTimeInterval(isUrgent ? EscalationDesk.emergencyInterval : EscalationDesk.interval)
        }
        return """
            INSERT INTO escalation_call (desk, incident_id, kind, rung, edition, deadline, severity, due_at)
            SELECT * FROM unnest(
                \(calls.map(\.desk.description)), \(calls.map(\.incident)), \(calls.map(\.key.kind.rawValue)),
                \(calls.map { Int16($0.key.rung) }), \(calls.map(\.key.edition)), \(calls.map(\.deadline)),
                \(calls.map(\.severity.rawValue)), \(due))
            ON CONFLICT DO NOTHING
            """
    }

    /// When the next desk may be told what waits for it.
    package static func nextDue() -> Statement<Date?> {
        Statement("SELECT min(due_at) FROM escalation_call") { try $0.rows.first?.decode(0) }
    }

    /// Locks desks for which something is due, and passes over those that somebody else holds.
    package static func claim(limit: Int, at now: Date) -> Statement<[EscalationDesk]> {
        Statement(
            """
            SELECT desk FROM escalation_desk WHERE desk IN (
                SELECT desk FROM escalation_call WHERE due_at <= \(now) ORDER BY due_at LIMIT \(limit))
            ORDER BY desk FOR UPDATE SKIP LOCKED
            """
        ) { result in try result.rows.compactMap { EscalationDesk(try $0.decode(0, as: String.self)) } }
    }

    /// All that waits for these desks, due or not, as it was decided.
    package static func calls(for desks: [EscalationDesk]) -> Statement<[EscalationCall]> {
        Statement(
            """
            SELECT incident_id, kind, rung, edition, deadline, severity, desk FROM escalation_call
            WHERE desk = ANY(\(desks.map(\.description))) ORDER BY desk, deadline, incident_id, kind, rung
            """
        ) { result in
            try result.rows.map { row in
                guard let desk = EscalationDesk(try row.decode(6, as: String.self)) else {
                    throw StoreError.unknownWord(try row.decode(6), table: "escalation_call", column: "desk")
                }
                return EscalationCall(
                    desk: desk, incident: try row.decode(0),
                    key: try TimerStore.key(row, table: "escalation_call"), deadline: try row.decode(4),
                    severity: Severity(rawValue: try row.decode(5)) ?? .emergency)
            }
        }
    }

    /// They are told: nothing waits for them any more. Needs the desks' locks.
    package static func told(_ desks: [EscalationDesk], at now: Date) -> [SQL] {
        let names = desks.map(\.description).sorted()
        return [
            "DELETE FROM escalation_call WHERE desk = ANY(\(names))",
            "UPDATE escalation_desk SET told_at = \(now) WHERE desk = ANY(\(names))",
        ]
    }

    /// Looks at these desks again at `until`.
    package static func setAside(_ desks: [EscalationDesk], until: Date) -> Statement<Void> {
        Statement(
            """
            UPDATE escalation_call SET due_at = \(until)
            WHERE desk = ANY(\(desks.map(\.description).sorted())) AND due_at < \(until)
            """
        ) { _ in }
    }
}
