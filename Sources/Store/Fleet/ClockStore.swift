package import Foundation
import Postgres

/// The moment from which a clock setting counts, the same for all processes and over their restarts.
package enum ClockStore {
    /// When the setting was first used by anybody, and the database's time now; both by the database's own clock.
    package static func anchor(setting: String) -> Statement<(anchor: Date, now: Date)> {
        // DO UPDATE rather than DO NOTHING: it returns the row that is there.
        Statement(
            """
            INSERT INTO fleet_clock (setting, anchored_at) VALUES (\(setting), clock_timestamp())
            ON CONFLICT (setting) DO UPDATE SET setting = excluded.setting
            RETURNING anchored_at, clock_timestamp()
            """
        ) { result in
            guard let row = result.rows.first else { throw StoreError.missingResult }
            return (try row.decode(0), try row.decode(1))
        }
    }

    /// The database's time.
    package static func now() -> Statement<Date> {
        Statement("SELECT clock_timestamp()") { result in
            guard let row = result.rows.first else { throw StoreError.missingResult }
            return try row.decode(0)
        }
    }

    /// When the setting was first used, without using it: nil if it never was.
    package static func existingAnchor(setting: String) -> Statement<Date?> {
        Statement("SELECT anchored_at FROM fleet_clock WHERE setting = \(setting)") { result in
            try result.rows.first?.decode(0)
        }
    }
}
