package import Domain
package import Foundation
package import Postgres

/// Loads territory data that people keep elsewhere: what is there is renewed, nothing is removed. One call a chunk,
/// in one transaction each; the same chunk again changes nothing.
package enum TerritoryImport {
    /// An area as a table has it.
    package struct Area: Sendable {
        package let code: AreaCode
        package let name: String
        package let isDedicated: Bool
        package let neighbours: [AreaCode]

        package init(code: AreaCode, name: String, isDedicated: Bool, neighbours: [AreaCode]) {
            self.code = code
            self.name = name
            self.isDedicated = isDedicated
            self.neighbours = neighbours
        }
    }

    /// A person in a post. Nil dates stand for ever and until further notice.
    package struct Post: Sendable {
        package let officer: Int64
        package let name: String
        package let phone: PhoneNumber
        package let role: PostRole
        package let area: AreaCode
        package let since: Date?
        package let until: Date?

        package init(
            officer: Int64, name: String, phone: PhoneNumber, role: PostRole, area: AreaCode, since: Date?, until: Date?
        ) {
            self.officer = officer
            self.name = name
            self.phone = phone
            self.role = role
            self.area = area
            self.since = since
            self.until = until
        }
    }

    /// A household and where it lives now.
    package struct Household: Sendable {
        package let id: Int64
        package let area: AreaCode
        package let address: String
        package let head: String
        package let phone: PhoneNumber?
        package let isNewcomer: Bool

        package init(
            id: Int64, area: AreaCode, address: String, head: String, phone: PhoneNumber?, isNewcomer: Bool
        ) {
            self.id = id
            self.area = area
            self.address = address
            self.head = head
            self.phone = phone
            self.isNewcomer = isNewcomer
        }
    }

    /// What is saved at once.
    package enum Chunk: Sendable {
        case areas([Area])
        case posts([Post])
        case households([Household])
        /// Let houses; those that wait for nothing get a first step.
        case rentals([Rental])

        /// For one transaction.
        /// - Parameter now: when households have moved.
        package func statements(at now: Date) -> [SQL] {
            switch self {
            case .areas(let areas): save(areas: areas)
            case .posts(let posts): save(posts: posts)
            case .households(let households): save(households: households, at: now)
            case .rentals(let rentals):
                [RentalStore.upsert(rentals), InspectionStepStore.begin(rentals.map(\.code), at: now)]
            }
        }
    }

    /// The codes of all areas that are valid now; some ten thousands at most.
    package static func areaCodes() -> Statement<Set<AreaCode>> {
        Statement("SELECT code FROM area WHERE valid_to = 'infinity'") { result in
            Set(try result.rows.compactMap { AreaCode(try $0.decode(0, as: String.self)) })
        }
    }

    /// New areas get ids behind all that there are; names and kinds of known ones are renewed.
    static func save(areas: [Area]) -> [SQL] {
        [
            // Generated territories bring their own ids.
            """
            SELECT setval(pg_get_serial_sequence('area', 'id'), greatest(max(id), 1)) FROM area
            """,
            """
            INSERT INTO area (code, level, name, dedicated)
            SELECT * FROM unnest(\(areas.map(\.code.digits)), \(areas.map(\.code.level.rawValue)),
                                 \(areas.map(\.name)), \(areas.map(\.isDedicated)))
            ON CONFLICT (code) WHERE valid_to = 'infinity'
            DO UPDATE SET name = excluded.name, dedicated = excluded.dedicated
            """,
        ]
    }

    /// Adjacent grids, both ways; for when all areas are there.
    package static func save(neighboursOf areas: [Area]) -> SQL {
        let pairs = areas.flatMap { area in area.neighbours.map { (area.code.digits, $0.digits) } }
        return """
            INSERT INTO area_neighbour (area_id, neighbour_id)
            SELECT DISTINCT a.id, n.id
            FROM unnest(\(pairs.map(\.0) + pairs.map(\.1)), \(pairs.map(\.1) + pairs.map(\.0))) AS v (one, other)
            JOIN area a ON a.code = v.one AND a.valid_to = 'infinity'
            JOIN area n ON n.code = v.other AND n.valid_to = 'infinity'
            WHERE a.id <> n.id
            ON CONFLICT DO NOTHING
            """
    }

    /// People and their posts. A post that has begun keeps its beginning; its end is renewed.
    static func save(posts: [Post]) -> [SQL] {
        let people = Dictionary(posts.map { ($0.officer, $0) }, uniquingKeysWith: { _, last in last })
            .values.sorted { $0.officer < $1.officer }
        return [
            """
            INSERT INTO officer (id, name, phone)
            SELECT * FROM unnest(\(people.map(\.officer)), \(people.map(\.name)), \(people.map(\.phone.digits)))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone
            """,
            """
            WITH line AS (
                SELECT DISTINCT ON (v.officer, a.id, v.role, since) v.officer, a.id AS area, v.role,
                    coalesce(v.since, '-infinity') AS since, coalesce(v.until, 'infinity') AS until
                FROM unnest(\(posts.map(\.officer)), \(posts.map(\.area.digits)), \(posts.map(\.role.rawValue)),
                            \(posts.map(\.since)), \(posts.map(\.until))) AS v (officer, code, role, since, until)
                JOIN area a ON a.code = v.code AND a.valid_to = 'infinity'
            ), renewed AS (
                UPDATE post p SET until = l.until FROM line l
                WHERE p.officer_id = l.officer AND p.area_id = l.area AND p.role = l.role AND p.until = 'infinity'
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

    /// Households; one whose area has changed has moved at `now`.
    static func save(households: [Household], at now: Date) -> [SQL] {
        let lives: SQL = """
            SELECT v.id, a.id AS area FROM unnest(\(households.map(\.id)), \(households.map(\.area.digits))) AS v (id, code)
            JOIN area a ON a.code = v.code AND a.valid_to = 'infinity'
            """
        return [
            """
            INSERT INTO household (id, address, newcomer, head_name, head_phone)
            SELECT * FROM unnest(
                \(households.map(\.id)), \(households.map(\.address)), \(households.map(\.isNewcomer)),
                \(households.map(\.head)), \(households.map { $0.phone?.digits }))
            ON CONFLICT (id) DO UPDATE SET address = excluded.address, newcomer = excluded.newcomer,
                head_name = excluded.head_name, head_phone = excluded.head_phone
            """,
            """
            UPDATE household_area h SET until = \(now)
            FROM (\(raw: lives)) AS l
            WHERE h.household_id = l.id AND h.until = 'infinity' AND h.area_id <> l.area
            """,
            """
            INSERT INTO household_area (household_id, area_id, since)
            SELECT l.id, l.area, CASE WHEN EXISTS (SELECT FROM household_area h WHERE h.household_id = l.id)
                THEN \(now)::timestamptz ELSE '-infinity' END
            FROM (\(raw: lives)) AS l
            WHERE NOT EXISTS (SELECT FROM household_area h WHERE h.household_id = l.id AND h.until = 'infinity')
            ON CONFLICT (household_id, since) DO UPDATE SET area_id = excluded.area_id, until = 'infinity'
            """,
        ]
    }
}
