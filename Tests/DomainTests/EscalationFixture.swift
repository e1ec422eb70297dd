import Domain
import Foundation
import TestSupport

/// Incidents, rosters and histories made from a seed.
enum EscalationFixture {
    /// A Monday morning, 2026-03-02T09:00+08:00.
    static let start = Date(timeIntervalSince1970: 1_772_413_200)

    static func grid() throws -> AreaCode { try area("330604112221002") }

    static func area(_ text: String) throws -> AreaCode {
        guard let code = AreaCode(text) else { throw FixtureError.noArea(text) }
        return code
    }

    enum FixtureError: Error { case noArea(String) }

    static func incident(
        _ stage: Stage = .assigned, severity: Severity = .emergency, responsible: Responsible = .officer(1),
        acceptedAt: Date? = nil, resolvedAt: Date? = nil
    ) throws -> Incident {
        Incident(
            id: 117, number: "20260302-117", area: try grid(), place: "", text: "", edition: "standard-1",
            openedAt: start, category: .fire, severity: severity, stage: stage, responsible: responsible,
            rule: .gridOfficer, rung: 0, reports: 1, sequence: 1, assignedAt: start, acceptedAt: acceptedAt,
            resolvedAt: resolvedAt, closedAt: nil)
    }

    static func any(_ random: inout Seeded) throws -> Incident {
        let stage = random.pick(Stage.allCases, or: .assigned)
        return try incident(
            stage, severity: random.pick(Severity.allCases, or: .normal),
            resolvedAt: stage == .resolved ? start.addingTimeInterval(.random(in: 0...90_000, using: &random)) : nil)
    }

    static func holder(_ id: Int64, _ hours: DutyHours? = nil) -> Roster.Holder {
        Roster.Holder(officer: id, name: "officer \(id)", phone: "1380000\(1000 + id)", away: false, hours: hours)
    }

    /// The officer 1 of the grid, 2 next door, 3 leading both, 4 in the village, 5 at the centre, 6 in the district.
    static func roster(without missing: Set<PostRole> = [], hours: [Int64: DutyHours] = [:]) throws -> Roster {
        let (grid, next) = (try grid(), try area("330604112221003"))
        let posts: [(PostRole, AreaCode?, Int64)] = [
            (.gridOfficer, grid, 1), (.gridOfficer, next, 2), (.gridLeader, grid, 3),
            (.villageDuty, grid.at(.village), 4), (.centreDuty, grid.at(.township), 5),
            (.districtDuty, grid.at(.district), 6),
        ]
        var roster = Roster()
        for case (let role, let area?, let id) in posts where !missing.contains(role) {
            roster.add(holder(id, hours[id]), as: Roster.Post(area: area, role: role))
        }
        roster.add(neighbour: next, of: grid)
        return roster
    }

    /// Some decided rungs, from the lowest up, as firing leaves them.
    static func decided(_ random: inout Seeded) -> Set<EscalationTimer.Key> {
        Set(
            EscalationTimer.Kind.allCases.flatMap { kind in
                (0..<Int.random(in: 0...7, using: &random)).map { .init(kind: kind, rung: $0, edition: "standard-1") }
            })
    }
}
