package import Foundation
package import Postgres

/// Editions of the policy, and public holidays of further years, as they were taken up.
package enum PolicyStore {
    /// One edition as it stands in the store.
    package struct Edition: Sendable, Equatable {
        package let edition: String
        package let body: String
        package let takenAt: Date
        package let takenBy: String

        package init(edition: String, body: String, takenAt: Date, takenBy: String) {
            self.edition = edition
            self.body = body
            self.takenAt = takenAt
            self.takenBy = takenBy
        }
    }

    /// What is newest of each; workers read all again when it differs from what they have.
    package struct Newest: Sendable, Equatable {
        package let edition: Int64
        package let holidays: Int64

        package init(edition: Int64, holidays: Int64) {
            self.edition = edition
            self.holidays = holidays
        }
    }

    /// Reads the ends of two small indexes.
    package static func newest() -> Statement<Newest> {
        Statement(
            """
            SELECT coalesce((SELECT max(id) FROM policy_edition), 0),
                   coalesce((SELECT max(revision) FROM holiday_year), 0)
            """
        ) { result in
            guard let row = result.rows.first else { return Newest(edition: 0, holidays: 0) }
            return Newest(edition: try row.decode(0), holidays: try row.decode(1))
        }
    }

    /// All editions, in the order in which they were taken up.
    package static func editions() -> Statement<[Edition]> {
        Statement("SELECT edition, body, taken_at, taken_by FROM policy_edition ORDER BY id") { result in
            try result.rows.map {
                Edition(
                    edition: try $0.decode(0), body: try $0.decode(1), takenAt: try $0.decode(2),
                    takenBy: try $0.decode(3))
            }
        }
    }

    /// Open incidents by the edition that they keep.
    package static func openIncidents() -> Statement<[String: Int64]> {
        Statement(
            """
            SELECT edition, count(*) FROM incident WHERE closed_at IS NULL GROUP BY edition
            """
        ) { result in
            var counts: [String: Int64] = [:]
            for row in result.rows { counts[try row.decode(0)] = try row.decode(1, as: Int64.self) }
            return counts
        }
    }

    /// Days of each further year, as a file of them says it.
    package static func holidays() -> Statement<[String]> {
        Statement("SELECT body FROM holiday_year ORDER BY year") { try $0.rows.map { try $0.decode(0) } }
    }

    /// Takes up an edition. One of that name which is there already stays, and fails.
    package static func add(_ edition: Edition) -> SQL {
        """
        INSERT INTO policy_edition (edition, body, taken_at, taken_by)
        VALUES (\(edition.edition), \(edition.body), \(edition.takenAt), \(edition.takenBy))
        """
    }

    /// Takes up a year's days, in the place of those that were there.
    package static func addHolidays(year: Int, _ body: String, at now: Date, by person: String) -> SQL {
        """
        INSERT INTO holiday_year (year, body, taken_at, taken_by)
        VALUES (\(Int16(year)), \(body), \(now), \(person))
        ON CONFLICT (year) DO UPDATE SET body = excluded.body, taken_at = excluded.taken_at,
            taken_by = excluded.taken_by, revision = DEFAULT
        """
    }
}
