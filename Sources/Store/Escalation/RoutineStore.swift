package import Domain
package import Foundation
package import Postgres

/// When each township's desk is told what next.
package enum RoutineStore {
    /// One township's routine that is due.
    package struct Due: Sendable, Equatable {
        package let routine: Routine
        package let township: AreaCode
        package let dueAt: Date
    }

    /// Makes rows for all townships, moves those of another policy, and forgets routines that it does not name.
    /// - Parameter next: the first time of each routine from now on.
    package static func schedule(_ next: [Routine: Date], edition: String, at now: Date) -> [SQL] {
        let routines = next.sorted { $0.key.rawValue < $1.key.rawValue }
        let names = routines.map(\.key.rawValue)
        return [
            "DELETE FROM routine WHERE name <> ALL(\(names))",
            """
            INSERT INTO routine (name, area_code, due_at, edition)
            SELECT v.name, a.code, v.due_at, \(edition)
            FROM unnest(\(names), \(routines.map(\.value))) AS v (name, due_at)
            JOIN area a ON a.level = 'township' AND a.valid_from <= \(now) AND a.valid_to > \(now)
            ORDER BY v.name, a.code
            ON CONFLICT (name, area_code) DO UPDATE SET due_at = excluded.due_at, edition = excluded.edition
            WHERE routine.edition <> excluded.edition
            """,
        ]
    }

    /// When the next one is due; nil if there is none.
    package static func nextDue() -> Statement<Date?> {
        Statement("SELECT min(due_at) FROM routine") { try $0.rows.first?.decode(0) }
    }

    /// Locks those that are due, and passes over those that somebody else holds.
    package static func claim(limit: Int, at now: Date) -> Statement<[Due]> {
        Statement(
            """
            SELECT name, area_code, due_at FROM routine WHERE due_at <= \(now)
            ORDER BY due_at, name, area_code LIMIT \(limit) FOR UPDATE SKIP LOCKED
            """
        ) { result in
            try result.rows.map { row in
                guard let routine = Routine(rawValue: try row.decode(0)) else {
                    throw StoreError.unknownWord(try row.decode(0), table: "routine", column: "name")
                }
                guard let township = AreaCode(try row.decode(1, as: String.self)) else {
                    throw StoreError.unknownWord(try row.decode(1), table: "routine", column: "area_code")
                }
                return Due(routine: routine, township: township, dueAt: try row.decode(2))
            }
        }
    }

    /// When these are due next. Needs their locks.
    package static func move(_ next: [(due: Due, to: Date)]) -> SQL {
        """
        UPDATE routine r SET due_at = v.due_at
        FROM unnest(\(next.map(\.due.routine.rawValue)), \(next.map(\.due.township.digits)), \(next.map(\.to)))
            AS v (name, area_code, due_at)
        WHERE (r.name, r.area_code) = (v.name, v.area_code)
        """
    }

    /// Looks at these again at `until`.
    package static func setAside(_ due: [Due], until: Date) -> Statement<Void> {
        Statement(
            """
            UPDATE routine r SET due_at = \(until)
            FROM unnest(\(due.map(\.routine.rawValue)), \(due.map(\.township.digits))) AS v (name, area_code)
            WHERE (r.name, r.area_code) = (v.name, v.area_code) AND r.due_at < \(until)
            """
        ) { _ in }
    }

    /// Figures of townships: what came in on these days, and what is open. Days are told by the incidents' numbers,
    /// whose index begins with them; what is open by the index of what is.
    /// - Parameter days: since 1970-01-01, the end not among them.
    package static func figures(_ townships: [AreaCode], days: Range<Int>) -> Statement<[AreaCode: RoutineFigures]> {
        let codes = Set(townships).map(\.digits).sorted()
        let (from, to) = (number(days.lowerBound), number(days.upperBound))
        return Statement(
            """
            SELECT left(i.area_code, 9), i.category, count(*), count(*) FILTER (WHERE i.resolved_at IS NOT NULL)
            FROM incident i
            WHERE i.number >= \(from) AND i.number < \(to) AND left(i.area_code, 9) = ANY(\(codes))
            GROUP BY 1, 2
            UNION ALL
            SELECT c.code, NULL, count(*), count(*) FILTER (
                WHERE EXISTS (SELECT FROM timer_decision d WHERE d.incident_id = i.id))
            FROM unnest(\(codes)) AS c (code)
            JOIN incident i ON i.area_code LIKE c.code || '%' AND i.closed_at IS NULL AND i.resolved_at IS NULL
            GROUP BY 1
            """
        ) { result in
            var all: [AreaCode: RoutineFigures] = [:]
            for row in result.rows {
                guard let code = AreaCode(try row.decode(0, as: String.self)) else { continue }
                let (count, part) = (Int(try row.decode(2, as: Int64.self)), Int(try row.decode(3, as: Int64.self)))
                if let category = try row.decode(1, as: String?.self).flatMap(Category.init) {
                    all[code, default: RoutineFigures()].categories.append((category, count, part))
                } else {
                    (all[code, default: RoutineFigures()].open, all[code, default: RoutineFigures()].climbed) = (
                        count, part
                    )
                }
            }
            return all
        }
    }

    /// `20260302`, with which the numbers of that day begin.
    private static func number(_ day: Int) -> String {
        CivilDay(sinceEpoch: day).description.filter { $0 != "-" }
    }
}
