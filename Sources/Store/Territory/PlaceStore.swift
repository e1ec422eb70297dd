package import Domain
package import Foundation
import Postgres

/// Finds places: one statement for all kinds of hints of a batch.
package enum PlaceStore {
    /// Looks up everything the reports' hints name, as it is at `now`.
    package static func load(for reports: [IncidentReport], at now: Date) -> Statement<KnownPlaces> {
        let asked = PlaceQuestion(reports)
        return Statement(asked.sql(at: now)) { try asked.read($0) }
    }

    /// The smallest code of all, the top of the territory: where nothing else is known, its desk decides.
    package static func root(at now: Date = .distantFuture) -> Statement<AreaCode?> {
        // In the order of the index, so that the first row ends the search.
        Statement(
            """
            SELECT code FROM area WHERE valid_from <= \(now) AND valid_to > \(now)
            ORDER BY code USING ~<~, valid_from LIMIT 1
            """
        ) { result in try result.rows.first.flatMap { AreaCode(try $0.decode(0, as: String.self)) } }
    }
}
