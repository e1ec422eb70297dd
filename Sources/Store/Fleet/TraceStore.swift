package import Foundation
import Postgres

/// What became of an event, an incident, a phone: the questions of `lianhu trace`, across all workers.
package enum TraceStore {
    /// One thing that is known, at its time.
    package struct Line: Sendable, Equatable {
        package let at: Date?
        /// `incident`, `notice`, `delivery`, `timer`, `decision`, `waiting`.
        package let kind: String
        /// What it is: a key, a kind of timer.
        package let name: String
        /// What is said of it.
        package let details: String

        package init(at: Date?, kind: String, name: String, details: String) {
            self.at = at
            self.kind = kind
            self.name = name
            self.details = details
        }
    }

    /// From which sources events with this id stand in histories. Reads all of them: no index finds ids alone.
    package static func sources(ofEvent id: String) -> Statement<[String]> {
        Statement("SELECT DISTINCT source FROM incident_event WHERE event_id = \(id)") { result in
            try result.rows.map { try $0.decode(0) }
        }
    }

    /// Which workers know the event, and the verdict each gave.
    package static func verdicts(of key: EventKey) -> Statement<[(worker: String, verdict: String)]> {
        Statement("SELECT worker, verdict FROM event_identity WHERE key = \(key.bytes) ORDER BY worker") { result in
            try result.rows.map { (try $0.decode(0), try $0.decode(1)) }
        }
    }

    /// Events that wait for their time, of this cause.
    package static func waiting(for key: EventKey) -> Statement<[Line]> {
        lines("SELECT due_at, 'waiting', worker, reason FROM waiting_event WHERE cause = \(key.bytes)")
    }

    /// Notices about an incident, with how many deliveries stand where.
    package static func notices(ofIncident number: String) -> Statement<[Line]> {
        lines(
            """
            SELECT n.requested_at, 'notice', n.purpose,
                   coalesce((SELECT string_agg(d.count || ' ' || d.state, ', ' ORDER BY d.state) FROM
                       (SELECT state, count(*) FROM delivery WHERE notice_id = n.id GROUP BY state) d), 'nobody')
                   || ', ' || n.key
            FROM notice n WHERE n.incident = \(number) ORDER BY n.requested_at, n.id
            """)
    }

    /// Timers of an incident, armed and decided.
    package static func timers(ofIncident id: Int64) -> Statement<[Line]> {
        lines(
            """
            SELECT due_at, 'timer', kind || ' rung ' || rung, 'armed, edition ' || edition FROM timer
            WHERE incident_id = \(id)
            UNION ALL
            SELECT decided_at, 'decision', kind || ' rung ' || rung,
                   outcome || ', ' || CASE WHEN late_by < 600 THEN round(late_by::numeric, 1) || ' s'
                       WHEN late_by < 172800 THEN round(late_by / 60) || ' min' ELSE round(late_by / 86400) || ' d' END
                       || ' late, edition ' || edition
            FROM timer_decision WHERE incident_id = \(id)
            ORDER BY 1
            """)
    }

    /// Deliveries to a phone, the latest first.
    package static func deliveries(toPhone phone: String, limit: Int) -> Statement<[Line]> {
        lines(
            """
            SELECT coalesce(d.settled_at, d.submitted_at, d.due_at), 'delivery', n.purpose,
                   d.state || coalesce(', held: ' || d.held, '') || coalesce(', ' || d.gateway, '')
                   || coalesce(', ' || d.problem, '') || ', ' || n.key
                   || CASE WHEN strpos(n.key, n.incident) = 0 THEN ', incident ' || n.incident ELSE '' END
            FROM delivery d JOIN notice n ON n.id = d.notice_id WHERE d.phone = \(phone)
            ORDER BY d.id DESC LIMIT \(limit)
            """)
    }

    /// Whose phone it is, without the name.
    package static func owners(ofPhone phone: String) -> Statement<[Line]> {
        lines(
            """
            SELECT NULL::timestamptz, 'officer', id::text, 'on the list of officers' FROM officer WHERE phone = \(phone)
            UNION ALL
            SELECT NULL, 'household', id::text, 'head of the household' FROM household WHERE head_phone = \(phone)
            """)
    }

    /// The notice with this key and where its deliveries stand.
    package static func notice(key: String) -> Statement<[Line]> {
        lines(
            """
            SELECT n.requested_at, 'notice', n.purpose || ' ' || n.key, coalesce(d.state || ' ' || count(d.*), 'nobody')
            FROM notice n LEFT JOIN delivery d ON d.notice_id = n.id WHERE n.key = \(key)
            GROUP BY n.id, d.state ORDER BY d.state
            """)
    }

    private static func lines(_ sql: SQL) -> Statement<[Line]> {
        Statement(sql) { result in
            try result.rows.map { row in
                Line(
                    at: try row.decode(0), kind: try row.decode(1), name: try row.decode(2), details: try row.decode(3))
            }
        }
    }
}
