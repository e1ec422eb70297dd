package import Domain
package import Foundation
package import Postgres

/// Telephones of those who reported, to be told how it goes. Personal: kept apart from the history.
package enum IncidentReporterStore {
    /// One report's telephone.
    package struct Reporter: Sendable, Equatable {
        package let incident: Int64
        package let source: String
        package let eventID: String
        package let phone: PhoneNumber
        package let at: Date

        package init(incident: Int64, source: String, eventID: String, phone: PhoneNumber, at: Date) {
            self.incident = incident
            self.source = source
            self.eventID = eventID
            self.phone = phone
            self.at = at
        }
    }

    /// Adds telephones; one that is there already stays.
    package static func append(_ reporters: [Reporter]) -> SQL {
        """
        INSERT INTO incident_reporter (incident_id, source, event_id, phone, at)
        SELECT * FROM unnest(
            \(reporters.map(\.incident)), \(reporters.map(\.source)), \(reporters.map(\.eventID)),
            \(reporters.map(\.phone.digits)), \(reporters.map(\.at)))
        ON CONFLICT DO NOTHING
        """
    }

    /// Those of these incidents whose reporters left a telephone number.
    package static func reported(_ incidents: [Int64]) -> Statement<Set<Int64>> {
        Statement("SELECT DISTINCT incident_id FROM incident_reporter WHERE incident_id = ANY(\(incidents))") {
            result in
            Set(try result.rows.map { try $0.decode(0, as: Int64.self) })
        }
    }

    /// What was reported under one incident is told of under another from now on.
    /// - Parameter pairs: from and to.
    package static func move(_ pairs: [(from: Int64, into: Int64)]) -> SQL {
        """
        INSERT INTO incident_reporter (incident_id, source, event_id, phone, at)
        SELECT v.target, r.source, r.event_id, r.phone, r.at
        FROM unnest(\(pairs.map(\.from)), \(pairs.map(\.into))) AS v (origin, target)
        JOIN incident_reporter r ON r.incident_id = v.origin
        ON CONFLICT DO NOTHING
        """
    }
}
