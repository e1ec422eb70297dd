import Domain
import Foundation
import Postgres

/// All that a batch of reports says about places, each thing once, as one statement.
struct PlaceQuestion: Sendable {
    private let codes: [String]
    private let households: [Int64]
    private let rentals: [String]
    private let devices: [Device.Key]
    private let nearest: NearestArea
    private let sources: [String]

    init(_ reports: [IncidentReport]) {
        let hints = reports.map(\.hints)
        codes = Set(hints.compactMap(\.area).flatMap(AreaCode.candidates(in:))).map(\.digits).sorted()
        households = hints.compactMap(\.household)
        rentals = hints.compactMap(\.rental)
        devices = Array(Set(reports.compactMap(Device.Key.init)))
        nearest = NearestArea(reports)
        sources = Set(reports.map(\.source)).sorted()
    }

    /// Rows of kind, name, area's code, and whether that area may have ended.
    func sql(at now: Date) -> SQL {
        // Of a place whose area has ended, the areas above it are asked for too.
        let asked: SQL = """
            SELECT unnest(\(codes)) UNION
            SELECT left(f.code, n.digits) FROM found f CROSS JOIN (VALUES (6), (9), (12), (15), (18)) AS n (digits)
            WHERE f.ended AND length(f.code) >= n.digits
            """
        return """
            WITH RECURSIVE found (kind, name, code, ended) AS MATERIALIZED (
                \(raw: registered(at: now))
            ), \(raw: AreaHeirs.tables(of: asked, at: now))
            SELECT 'area', asked, code, false FROM heir
            UNION ALL
            SELECT kind, name, code, ended FROM found
            """
    }

    private func registered(at now: Date) -> SQL {
        let named: SQL = """
            SELECT 'household', h.household_id::text, a.code, a.valid_to <= \(now)
            FROM household_area h JOIN area a ON a.id = h.area_id
            WHERE h.household_id = ANY(\(households)) AND h.since <= \(now) AND h.until > \(now)
            UNION ALL
            SELECT 'rental', code, area_code, true FROM rental WHERE code = ANY(\(rentals))
            UNION ALL
            SELECT 'device', v.place::text, a.code, a.valid_to <= \(now)
            FROM unnest(\(devices.map(\.source)), \(devices.map(\.id))) WITH ORDINALITY AS v (source, id, place)
            JOIN device d ON d.source = v.source AND d.id = v.id JOIN area a ON a.id = d.area_id
            UNION ALL
            SELECT 'home', name, home_area, true FROM source WHERE name = ANY(\(sources)) AND home_area IS NOT NULL
            """
        return nearest.select(at: now).map { "\(raw: named) UNION ALL \(raw: $0)" } ?? named
    }

    /// What codes mean is read first: by it, ended areas of the others become those that have their place.
    func read(_ result: PostgresResult) throws -> KnownPlaces {
        var known = KnownPlaces()
        let rows = try result.rows.map { row in
            Row(
                kind: try row.decode(0), name: try row.decode(1), code: try row.decode(2),
                mayHaveEnded: try row.decode(3))
        }
        for row in rows where row.kind == "area" {
            if let asked = AreaCode(row.name), let code = AreaCode(row.code) { known.add(code, for: asked) }
        }
        for row in rows where row.kind != "area" {
            guard let code = AreaCode(row.code) else { continue }
            take(row, row.mayHaveEnded ? known.area(named: row.code) ?? code : code, &known)
        }
        return known
    }

    private struct Row {
        let kind: String
        let name: String
        let code: String
        let mayHaveEnded: Bool
    }

    private func take(_ row: Row, _ code: AreaCode, _ known: inout KnownPlaces) {
        switch row.kind {
        case "household": if let id = Int64(row.name) { known.households[id] = code }
        case "rental": known.rentals[row.name] = code
        case "device": if let place = Int(row.name) { known.devices[devices[place - 1]] = code }
        case "point": if let place = Int(row.name) { known.points[nearest.points[place]] = code }
        default: known.homes[row.name] = code
        }
    }
}

extension Device.Key {
    /// The device of the report's own source that it names; nil if it names none.
    init?(_ report: IncidentReport) {
        guard let id = report.hints.device else { return nil }
        self.init(source: report.source, id: id)
    }
}
