package import Domain
package import Foundation
package import Postgres

/// People in the net and their absences, as on-call asks for them.
package enum OfficerStore {
    /// One person with what he is posted to, and why he is away if he is.
    package struct Line: Sendable {
        package let id: Int64
        package let name: String
        package let phone: PhoneNumber?
        /// `gridOfficer 330604112221002`, one a post.
        package let posts: [String]
        /// Why away at the moment asked about; nil for somebody who is there.
        package let absence: String?
        /// Until when; nil until further notice, or for somebody who is there.
        package let awayUntil: Date?
        /// His own working hours; nil for the township's.
        package let hours: String?
    }

    /// The hours of those who have their own, by id.
    package static func hours() -> Statement<[Int64: DutyHours]> {
        Statement("SELECT id, hours FROM officer WHERE hours IS NOT NULL") { result in
            var hours: [Int64: DutyHours] = [:]
            for row in result.rows { hours[try row.decode(0)] = try? DutyHours(try row.decode(1)) }
            return hours
        }
    }

    /// Whether there is such a person.
    package static func isKnown(_ officer: Int64) -> Statement<Bool> {
        Statement("SELECT EXISTS (SELECT FROM officer WHERE id = \(officer))") { result in
            try result.rows.first?.decode(0) ?? false
        }
    }

    /// What can change.
    package enum Change: Sendable {
        /// Nil until further notice.
        case leave(until: Date?, reason: String)
        case comeBack
    }

    /// From `now` on, in one transaction.
    package static func change(_ officer: Int64, _ change: Change, at now: Date) -> [SQL] {
        switch change {
        case .leave(let until, let reason): leave(officer, at: now, until: until, reason: reason)
        case .comeBack: [comeBack(officer, at: now)]
        }
    }

    /// Away from `now` on; an absence that lasts already is only given its new reason and end.
    /// - Parameter until: nil until further notice.
    private static func leave(_ officer: Int64, at now: Date, until: Date?, reason: String) -> [SQL] {
        [
            """
            UPDATE absence SET reason = \(reason), until = coalesce(\(until as Date?)::timestamptz, 'infinity')
            WHERE officer_id = \(officer) AND since <= \(now) AND until > \(now)
            """,
            """
            INSERT INTO absence (officer_id, since, until, reason)
            SELECT \(officer), \(now), coalesce(\(until as Date?)::timestamptz, 'infinity'), \(reason)
            WHERE NOT EXISTS (
                SELECT FROM absence WHERE officer_id = \(officer) AND since <= \(now) AND until > \(now))
            ON CONFLICT (officer_id, since) DO UPDATE SET until = excluded.until, reason = excluded.reason
            """,
        ]
    }

    /// There again from `now` on.
    private static func comeBack(_ officer: Int64, at now: Date) -> SQL {
        """
        UPDATE absence SET until = \(now) WHERE officer_id = \(officer) AND since <= \(now) AND until > \(now)
        """
    }
}
