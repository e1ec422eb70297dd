package import Foundation
package import Postgres

/// What people did with the command, and why.
package enum AuditStore {
    /// Leaves a row; it belongs into the transaction of the act itself.
    /// - Parameter details: what it was done to, as JSON, without personal data.
    package static func record(
        at now: Date, operator person: String, action: String, because: String, details: JSONText
    ) -> SQL {
        """
        INSERT INTO audit (at, operator, action, because, details)
        VALUES (\(now), \(person), \(action), \(because), \(details))
        """
    }

    /// The latest acts, newest first.
    package static func latest(limit: Int) -> Statement<[AuditRow]> {
        Statement(
            "SELECT at, operator, action, because, details FROM audit ORDER BY id DESC LIMIT \(limit)"
        ) { result in
            try result.rows.map { row in
                AuditRow(
                    at: try row.decode(0), operator: try row.decode(1), action: try row.decode(2),
                    because: try row.decode(3), details: try row.decode(4, as: JSONText.self).text)
            }
        }
    }
}

/// One act of a person.
package struct AuditRow: Sendable, Equatable {
    package let at: Date
    package let `operator`: String
    package let action: String
    package let because: String
    /// JSON.
    package let details: String
}
