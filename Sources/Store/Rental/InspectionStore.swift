package import Domain
import Foundation
package import Postgres

/// What inspections found: history, each once.
package enum InspectionStore {
    /// Adds inspections of houses that are there, or are saved before in the same transaction.
    /// - Parameter items: a JSON list for each.
    package static func record(_ inspections: [(code: String, found: RentalInspection, items: JSONText)]) -> SQL {
        let found = inspections.map(\.found)
        return """
            INSERT INTO inspection (rental_id, source, event_id, at, inspector, grade, items)
            SELECT r.id, v.source, v.event_id, v.at, v.inspector, v.grade, v.items
            FROM unnest(
                \(inspections.map(\.code)), \(found.map(\.source)), \(found.map(\.eventID)), \(found.map(\.at)),
                \(found.map(\.inspector)), \(found.map(\.grade.rawValue)), \(inspections.map(\.items)))
                AS v (code, source, event_id, at, inspector, grade, items)
            JOIN rental r ON r.code = v.code
            ON CONFLICT DO NOTHING
            """
    }
}
