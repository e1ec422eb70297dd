package import Domain
import Foundation
package import Postgres

/// Let houses, by their codes.
package enum RentalStore {
    /// Houses by code; locked in the order of ids if a decision will follow.
    package static func byCode(_ codes: [String], locked: Bool) -> Statement<[Rental]> {
        let lock: SQL = locked ? "FOR UPDATE" : ""
        return Statement("\(raw: select) WHERE code = ANY(\(codes)) ORDER BY id \(raw: lock)", read: rentals)
    }

    /// Loads the territory's houses. What the fleet has learnt of a house that is there already (stage, grade, when it
    /// was inspected) stays; who owns it and where it stands is renewed.
    package static func upsert(_ rentals: [Rental]) -> SQL {
        """
        \(raw: insert(rentals))
        ON CONFLICT (code) DO UPDATE SET area_code = excluded.area_code, address = excluded.address,
            landlord_name = excluded.landlord_name, landlord_phone = excluded.landlord_phone,
            occupancy = excluded.occupancy, registered_at = coalesce(rental.registered_at, excluded.registered_at),
            grade = coalesce(rental.grade, excluded.grade),
            inspected_at = coalesce(rental.inspected_at, excluded.inspected_at)
        """
    }

    /// Saves houses that were loaded locked, or are new. Of two replicas that both meet a new house, the one with the
    /// later-dated fact prevails.
    package static func save(_ rentals: [Rental]) -> SQL {
        """
        \(raw: insert(rentals))
        ON CONFLICT (code) DO UPDATE SET area_code = excluded.area_code, address = excluded.address,
            landlord_name = excluded.landlord_name, landlord_phone = excluded.landlord_phone,
            occupancy = excluded.occupancy, stage = excluded.stage, stage_at = excluded.stage_at,
            registered_at = excluded.registered_at, grade = excluded.grade, inspected_at = excluded.inspected_at
        WHERE rental.stage_at IS NULL OR excluded.stage_at >= rental.stage_at
        """
    }

    /// Let houses without a next step, in the order of codes, `limit` of those after `code`: for making schedules.
    /// Those that somebody holds are passed over: whoever holds a house sets what it waits for.
    package static func unscheduled(after code: String, limit: Int) -> Statement<[Rental]> {
        Statement(
            """
            \(raw: select) WHERE code > \(code) AND stage = 'registered'
                AND NOT EXISTS (SELECT FROM inspection_step s WHERE s.rental_id = rental.id)
            ORDER BY code LIMIT \(limit) FOR UPDATE SKIP LOCKED
            """, read: rentals)
    }

    private static func insert(_ rentals: [Rental]) -> SQL {
        let details = rentals.map(\.details)
        return """
            INSERT INTO rental (code, area_code, address, landlord_name, landlord_phone, occupancy, stage, stage_at,
                registered_at, grade, inspected_at)
            SELECT * FROM unnest(
                \(rentals.map(\.code)), \(details.map(\.area.digits)), \(details.map(\.address)),
                \(details.map(\.landlordName)), \(details.map(\.landlordPhone.digits)),
                \(details.map { Int32($0.occupancy) }), \(rentals.map(\.stage.rawValue)), \(rentals.map(\.stageAt)),
                \(rentals.map(\.registeredAt)), \(rentals.map { $0.grade?.rawValue }), \(rentals.map(\.inspectedAt)))
            """
    }

    private static var select: SQL {
        """
        SELECT code, area_code, address, landlord_name, landlord_phone, occupancy, stage, stage_at, registered_at,
               grade, inspected_at
        FROM rental
        """
    }

    @Sendable private static func rentals(_ result: PostgresResult) throws -> [Rental] {
        try result.rows.map { row in
            let stage = try row.decode(6, as: String.self)
            guard let stage = RentalStage(rawValue: stage) else {
                throw StoreError.unknownWord(stage, table: "rental", column: "stage")
            }
            return Rental(
                code: try row.decode(0), details: try details(row), stage: stage, stageAt: try row.decode(7),
                registeredAt: try row.decode(8),
                grade: try row.decode(9, as: String?.self).flatMap(RentalGrade.init(rawValue:)),
                inspectedAt: try row.decode(10))
        }
    }

    private static func details(_ row: PostgresRow) throws -> RentalDetails {
        guard let area = AreaCode(try row.decode(1, as: String.self)) else {
            throw StoreError.unknownWord(try row.decode(1), table: "rental", column: "area_code")
        }
        // The number itself is personal information, so the error does not show it.
        guard let phone = PhoneNumber(try row.decode(4, as: String.self)) else {
            throw StoreError.unknownWord("no telephone number", table: "rental", column: "landlord_phone")
        }
        return RentalDetails(
            area: area, address: try row.decode(2), landlordName: try row.decode(3), landlordPhone: phone,
            occupancy: Int(try row.decode(5, as: Int32.self)))
    }
}
