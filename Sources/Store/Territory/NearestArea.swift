import Domain
import Foundation
import Postgres

/// Places reports that say where they are on the map: by the nearest registered point.
struct NearestArea: Sendable {
    /// Metres beyond which a point says nothing about a place. [own]
    private static let reach = 3_000.0
    /// Metres of a degree of latitude, and of one of longitude at the equator.
    private static let degree = 111_195.0

    /// Answers name them by their place here.
    let points: [SourcePoint]
    /// For each point the district that its reports name besides; nil where one names none. Where that district is
    /// there, so is an area for the report, and the point is not asked for: that takes a third of a millisecond.
    private let districts: [String?]

    init(_ reports: [IncidentReport]) {
        var named: [SourcePoint: String?] = [:]
        for report in reports {
            guard let point = SourcePoint(report) else { continue }
            let district = report.hints.area.flatMap { AreaCode.candidates(in: $0).last?.digits }
            named.updateValue(named[point, default: district] == district ? district : nil, forKey: point)
        }
        points = Array(named.keys)
        districts = points.map { named[$0] ?? nil }
    }

    /// A SELECT of ('point', the point's place, the area's code, false): the grid or unit whose own point, or the
    /// area one of whose devices is nearest. Nil if no report has coordinates.
    ///
    /// The store knows a source's datum, so each point comes as each datum would have it. The box uses the index; for
    /// the few points in it the distance is that of a plane, good to some metres over this reach.
    func select(at now: Date) -> SQL? {
        if points.isEmpty { return nil }
        let rows = Datum.allCases.flatMap { datum in
            points.enumerated().map { index, point in
                (
                    index: Int64(index), source: point.source, district: districts[index], datum: datum.rawValue,
                    point: datum.wgs84(point.point)
                )
            }
        }
        let wide = rows.map { Self.reach / Self.degree / max(cos($0.point.latitude * .pi / 180), 0.01) }
        return """
            SELECT 'point', v.index::text, n.code, false
            FROM unnest(\(rows.map(\.index)), \(rows.map(\.source)), \(rows.map(\.district)), \(rows.map(\.datum)),
                        \(rows.map(\.point.latitude)), \(rows.map(\.point.longitude)), \(wide))
                 AS v (index, source, district, datum, latitude, longitude, wide)
            LEFT JOIN source s ON s.name = v.source
            CROSS JOIN LATERAL (
                SELECT p.code FROM (
                    SELECT a.code, a.latitude, a.longitude FROM area a
                    WHERE a.latitude IS NOT NULL AND point(a.longitude, a.latitude) <@ \(raw: Self.box)
                        AND a.level IN ('grid', 'unit') AND a.valid_from <= \(now) AND a.valid_to > \(now)
                    UNION ALL
                    SELECT a.code, d.latitude, d.longitude FROM device d JOIN area a ON a.id = d.area_id
                    WHERE d.latitude IS NOT NULL AND point(d.longitude, d.latitude) <@ \(raw: Self.box)
                        AND a.valid_from <= \(now) AND a.valid_to > \(now)
                ) p, LATERAL (VALUES (|/ ((p.latitude - v.latitude) ^ 2
                    + ((p.longitude - v.longitude) * cosd(v.latitude)) ^ 2))) AS d (degrees)
                WHERE d.degrees <= \(Self.reach / Self.degree) ORDER BY d.degrees, p.code LIMIT 1
            ) n
            WHERE v.datum = coalesce(s.datum, 'wgs84') AND NOT EXISTS (
                SELECT FROM area k WHERE k.code = v.district AND k.valid_from <= \(now) AND k.valid_to > \(now))
            """
    }

    private static let box: SQL = """
        box(point(v.longitude - v.wide, v.latitude - \(reach / degree)),
            point(v.longitude + v.wide, v.latitude + \(reach / degree)))
        """
}
