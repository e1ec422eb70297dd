package import Domain
package import Foundation
package import Postgres

/// Deliveries that go as one.
package enum NoticeFoldStore {
    /// What these say from now on, instead of what their notices do.
    package static func say(_ leads: [Delivery]) -> SQL {
        let leads = leads.sorted { $0.id < $1.id }
        return """
            UPDATE delivery d SET text = v.text, segments = v.segments
            FROM unnest(\(leads.map(\.id)), \(leads.map(\.text)),
                        \(leads.map { Int16(clamping: TextSegments($0.text).count) })) AS v (id, text, segments)
            WHERE d.id = v.id
            """
    }

    /// These do not go by themselves. Under their claim only.
    package static func fold(_ folded: [(Delivery, lead: Int64)], at now: Date) -> SQL {
        let folded = folded.sorted { $0.0.id < $1.0.id }
        return """
            UPDATE delivery d SET state = 'stopped', problem = 'folded', folded_into = v.lead, settled_at = \(now),
                claimed_until = '-infinity', gateway = NULL
            FROM unnest(\(folded.map(\.0.id)), \(folded.map { Int16(clamping: $0.0.tries) }), \(folded.map(\.lead)))
                 AS v (id, tries, lead)
            WHERE d.id = v.id AND d.tries = v.tries AND d.state = 'sending'
            """
    }

    /// Their leads do not go: each goes by itself again.
    package static func release(_ leads: [Int64], at now: Date) -> SQL {
        """
        UPDATE delivery SET state = 'pending', problem = NULL, folded_into = NULL, settled_at = NULL, due_at = \(now)
        WHERE folded_into = ANY(\(leads.sorted())) AND state = 'stopped'
        """
    }
}
