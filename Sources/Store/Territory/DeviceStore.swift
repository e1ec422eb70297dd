import Domain
import Foundation
import Postgres

/// Devices of upstream systems.
enum DeviceStore {
    /// New ones, and what has changed of those that are there; in the areas that have the codes at `now`.
    static func save(_ devices: [Device], at now: Date) -> SQL {
        """
        INSERT INTO device (source, id, area_id, place, latitude, longitude)
        SELECT v.source, v.id, a.id, v.place, v.latitude, v.longitude
        FROM unnest(\(devices.map(\.source)), \(devices.map(\.id)), \(devices.map(\.area.digits)),
                    \(devices.map(\.place)), \(devices.map(\.coordinates?.latitude)),
                    \(devices.map(\.coordinates?.longitude))) AS v (source, id, code, place, latitude, longitude)
        JOIN area a ON a.code = v.code AND a.valid_from <= \(now) AND a.valid_to > \(now)
        ON CONFLICT (source, id) DO UPDATE SET area_id = excluded.area_id, place = excluded.place,
            latitude = excluded.latitude, longitude = excluded.longitude
        """
    }
}
