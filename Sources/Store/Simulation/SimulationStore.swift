package import Domain
package import Foundation
package import Postgres

/// What only made-up territories and days need: what an import would bring later, and what their summary asks.
package enum SimulationStore {
    /// Grids where nobody lives, households of newcomers, officers who are away; for a territory that is there already.
    package static func details(of territory: ReferenceTerritory, awaySince since: Date) -> [SQL] {
        let away = territory.officers.filter { $0.absence != nil }
        return [
            """
            UPDATE area SET dedicated = true
            WHERE code = ANY(\(territory.areas.filter(\.isDedicated).map(\.code.digits))) AND NOT dedicated
            """,
            """
            UPDATE household SET newcomer = true
            WHERE id = ANY(\(territory.households.filter(\.isNewcomer).map(\.id))) AND NOT newcomer
            """,
            """
            INSERT INTO absence (officer_id, since, reason)
            SELECT v.id, \(since), v.reason FROM unnest(\(away.map(\.id)), \(away.map { $0.absence ?? "" })) AS v (id, reason)
            WHERE NOT EXISTS (SELECT FROM absence a WHERE a.officer_id = v.id)
            """,
        ]
    }

    /// Under how many incidents these reports are filed.
    package static func incidents(ofReports ids: [String]) -> Statement<Int> {
        Statement(
            """
            SELECT count(DISTINCT incident_id) FROM incident_event WHERE kind = 'reported' AND event_id = ANY(\(ids))
            """
        ) { try $0.rows.first?.decode(0, as: Int.self) ?? 0 }
    }
}
