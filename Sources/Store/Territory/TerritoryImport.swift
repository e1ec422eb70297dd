package import Domain
package import Foundation
package import Postgres

/// Loads territory data that people keep elsewhere: what is there is renewed, nothing is removed. One call a chunk,
/// in one transaction each; the same chunk again changes nothing.
package enum TerritoryImport {
    /// What is saved at once.
    package enum Chunk: Sendable {
        case posts([Posting])
        case households([Household])
        /// Let houses; those that wait for nothing get a first step.
        case rentals([Rental])
        case departments([Department])
        case devices([Device])

        /// For one transaction.
        /// - Parameter now: when households have moved.
        package func statements(at now: Date) -> [SQL] {
            switch self {
            case .posts(let posts): save(posts: posts, at: now)
            case .households(let households): save(households: households, at: now)
            case .rentals(let rentals):
                [RentalStore.upsert(rentals), InspectionStepStore.begin(rentals.map(\.code), at: now)]
            case .departments(let departments):
                [DepartmentStore.save(departments)] + DepartmentLeadStore.save(departments)
            case .devices(let devices): [DeviceStore.save(devices, at: now)]
            }
        }
    }

    /// People and their posts. A post that has begun keeps its beginning; its end is renewed.
    static func save(posts: [Posting], at now: Date) -> [SQL] {
        let people = Dictionary(posts.map { ($0.officer, $0) }, uniquingKeysWith: { _, last in last })
            .values.sorted { $0.officer < $1.officer }
        return [
            """
            INSERT INTO officer (id, name, phone, hours)
            SELECT * FROM unnest(\(people.map(\.officer)), \(people.map(\.name)), \(people.map(\.phone.digits)),
                                 \(people.map { $0.hours?.description }))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone, hours = excluded.hours
            """,
            """
            WITH line AS (
                SELECT DISTINCT ON (v.officer, a.id, v.role, since) v.officer, a.id AS area, v.role,
                    coalesce(v.since, '-infinity') AS since, coalesce(v.until, 'infinity') AS until,
                    -- With the area the post ends, too.
                    a.valid_to AS ends
                FROM unnest(\(posts.map(\.officer)), \(posts.map(\.area.digits)), \(posts.map(\.role.rawValue)),
                            \(posts.map(\.since)), \(posts.map(\.until))) AS v (officer, code, role, since, until)
                JOIN area a ON a.code = v.code AND a.valid_from <= \(now) AND a.valid_to > \(now)
            ), renewed AS (
                UPDATE post p SET until = l.until FROM line l
                WHERE p.officer_id = l.officer AND p.area_id = l.area AND p.role = l.role AND p.until = l.ends
                RETURNING p.officer_id, p.area_id, p.role
            )
            INSERT INTO post (officer_id, area_id, role, since, until)
            SELECT l.officer, l.area, l.role, l.since, l.until FROM line l
            WHERE NOT EXISTS (
                SELECT FROM renewed r
                WHERE r.officer_id = l.officer AND r.area_id = l.area AND r.role = l.role)
            ON CONFLICT (area_id, role, officer_id, since) DO UPDATE SET until = excluded.until
            """,
        ]
    }

    /// Households; one that lives in another area than the table says has moved at `now`, and what a reform had planned
    /// for it is no longer so. A register of millions comes every month: what has not changed is not written again.
    static func save(households: [Household], at now: Date) -> [SQL] {
        let lives: SQL = """
            SELECT v.id, a.id AS area FROM unnest(\(households.map(\.id)), \(households.map(\.area.digits))) AS v (id, code)
            JOIN area a ON a.code = v.code AND a.valid_from <= \(now) AND a.valid_to > \(now)
            """
        return [
            """
            INSERT INTO household (id, address, newcomer, head_name, head_phone)
            SELECT * FROM unnest(
                \(households.map(\.id)), \(households.map(\.address)), \(households.map(\.isNewcomer)),
                \(households.map(\.head)), \(households.map { $0.phone?.digits }))
            ON CONFLICT (id) DO UPDATE SET address = excluded.address, newcomer = excluded.newcomer,
                head_name = excluded.head_name, head_phone = excluded.head_phone
            WHERE (household.address, household.newcomer, household.head_name, household.head_phone)
                IS DISTINCT FROM (excluded.address, excluded.newcomer, excluded.head_name, excluded.head_phone)
            """,
            """
            WITH moved AS (
                SELECT l.id FROM (\(raw: lives)) AS l
                JOIN household_area h ON h.household_id = l.id AND h.since < \(now) AND h.until > \(now)
                WHERE h.area_id <> l.area
            ), unplanned AS (
                DELETE FROM household_area h USING moved m WHERE h.household_id = m.id AND h.since >= \(now)
            )
            UPDATE household_area h SET until = \(now) FROM moved m
            WHERE h.household_id = m.id AND h.since < \(now) AND h.until > \(now)
            """,
            """
            INSERT INTO household_area (household_id, area_id, since)
            SELECT l.id, l.area, CASE WHEN EXISTS (SELECT FROM household_area h WHERE h.household_id = l.id)
                THEN \(now)::timestamptz ELSE '-infinity' END
            FROM (\(raw: lives)) AS l
            WHERE NOT EXISTS (
                SELECT FROM household_area h WHERE h.household_id = l.id AND h.since < \(now) AND h.until > \(now))
            ON CONFLICT (household_id, since) DO UPDATE SET area_id = excluded.area_id, until = 'infinity'
            """,
        ]
    }
}
