package import Domain
package import Foundation
import Postgres

/// What reports' hints point to, for a whole batch.
package struct KnownPlaces: Sendable, Equatable {
    package var areas: Set<AreaCode> = []
    package var households: [Int64: AreaCode] = [:]
    package var rentals: [String: AreaCode] = [:]
    package var devices: [String: AreaCode] = [:]
    package var homes: [String: AreaCode] = [:]

    package init() {}

    /// The first hint that works, else the source's home area. [domain.md 1.1]
    package func place(of report: IncidentReport) -> IncidentPlace? {
        let hints = report.hints
        if let text = hints.area, let code = AreaCode.candidates(in: text).first(where: areas.contains) {
            let exact = hints.household.map { "household:\($0)" } ?? hints.rental.map { "rental:\($0)" } ?? ""
            return IncidentPlace(area: code, exact: exact, rule: .area)
        }
        if let id = hints.household, let code = households[id] {
            return IncidentPlace(area: code, exact: "household:\(id)", rule: .household)
        }
        if let rental = hints.rental, let code = rentals[rental] {
            return IncidentPlace(area: code, exact: "rental:\(rental)", rule: .rental)
        }
        if let device = hints.device, let code = devices[device] {
            return IncidentPlace(area: code, exact: "device:\(device)", rule: .device)
        }
        return homes[report.source].map { IncidentPlace(area: $0, rule: .home) }
    }
}

/// Finds places: one statement for all kinds of hints of a batch.
package enum PlaceStore {
    /// Looks up everything the reports' hints name.
    /// - Parameter now: when households must live there; by default where each lives that is not going to move.
    package static func load(
        for reports: [IncidentReport], at now: Date = .distantFuture
    ) -> Statement<KnownPlaces> {
        let hints = reports.map(\.hints)
        let codes = Set(hints.compactMap(\.area).flatMap(AreaCode.candidates(in:))).map(\.digits).sorted()
        return Statement(
            """
            SELECT 'area', code, code FROM area WHERE code = ANY(\(codes)) AND valid_to = 'infinity'
            UNION ALL
            SELECT 'household', h.household_id::text, a.code
            FROM household_area h JOIN area a ON a.id = h.area_id
            WHERE h.household_id = ANY(\(hints.compactMap(\.household))) AND h.since <= \(now) AND h.until > \(now)
            UNION ALL
            SELECT 'rental', code, area_code FROM rental WHERE code = ANY(\(hints.compactMap(\.rental)))
            UNION ALL
            SELECT 'device', d.id, a.code FROM device d JOIN area a ON a.id = d.area_id
            WHERE d.id = ANY(\(hints.compactMap(\.device)))
            UNION ALL
            SELECT 'home', name, home_area FROM source
            WHERE name = ANY(\(Set(reports.map(\.source)).sorted())) AND home_area IS NOT NULL
            """, read: places)
    }

    /// The smallest code of all, the top of the territory: where nothing else is known, its desk decides.
    package static func root() -> Statement<AreaCode?> {
        Statement("SELECT code FROM area WHERE valid_to = 'infinity' ORDER BY code LIMIT 1") { result in
            try result.rows.first.flatMap { AreaCode(try $0.decode(0, as: String.self)) }
        }
    }

    @Sendable private static func places(_ result: PostgresResult) throws -> KnownPlaces {
        var known = KnownPlaces()
        for row in result.rows {
            let name = try row.decode(1, as: String.self)
            guard let code = AreaCode(try row.decode(2, as: String.self)) else { continue }
            switch try row.decode(0, as: String.self) {
            case "area": known.areas.insert(code)
            case "household": if let id = Int64(name) { known.households[id] = code }
            case "rental": known.rentals[name] = code
            case "device": known.devices[name] = code
            default: known.homes[name] = code
            }
        }
        return known
    }
}
