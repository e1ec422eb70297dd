import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Timers and decisions as rows.
@Suite(.serialized) struct EscalationStoreTests {
    private let start = Date(timeIntervalSince1970: 1_772_413_200.25)

    @Test func timersComeBackAsTheyWereAndMove() async throws {
        try await DatabaseFixture.withTables { pool in
            let timers = Severity.allCases.enumerated().map { timer(Int64($0.offset), $0.element, due: 60) }
            _ = try await pool.query(TimerStore.arm(timers))
            let armed = try await pool.load(TimerStore.armed(of: timers.map(\.incident)))
            #expect(
                timers.allSatisfy { timer in
                    armed[timer.incident]?.count == 1
                        && armed[timer.incident]?.first.map(timer.agrees) == true
                })
            _ = try await pool.query(TimerStore.arm([timer(0, .low, due: 30)]))
            #expect(try await pool.load(TimerStore.nextDue()) == start.addingTimeInterval(30))
            _ = try await pool.query(TimerStore.cancel(timers))
            #expect(try await pool.load(TimerStore.nextDue()) == nil)
        }
    }

    @Test func emergenciesAreClaimedFirstAndLockedOnesPassedOver() async throws {
        try await DatabaseFixture.withTables { pool in
            let severities: [Severity] = [.normal, .emergency, .urgent]
            let incidents = try severities.enumerated().map { try incident(Int64($0.offset + 1), $0.element) }
            _ = try await pool.query(IncidentStore.insert(incidents))
            _ = try await pool.query(
                TimerStore.arm(incidents.map { timer($0.id, $0.severity, due: Double($0.id)) }))
            let now = start.addingTimeInterval(60)
            try await pool.transaction { first in
                let mine = try await first.load(TimerStore.claim(limit: 2, at: now))
                #expect(mine == [2, 3] as [Int64])
                try await pool.transaction { second in
                    let others = try await second.load(TimerStore.claim(limit: 2, at: now))
                    #expect(others == [1] as [Int64])
                }
            }
        }
    }

    @Test func aDecisionIsMadeOnce() async throws {
        try await DatabaseFixture.withTables { pool in
            let incident = try incident(1, .emergency)
            let climb = EscalationClimb(
                timer(1, .emergency, due: 0), of: incident,
                EscalationWorld(policy: .standard, roster: Roster(), now: start))
            _ = try await pool.query(TimerDecisionStore.record([climb], at: start))
            #expect(try await pool.load(TimerDecisionStore.keys(of: [1]))[1]?.count == 6)
            let error = await #expect(throws: PostgresError.self) {
                _ = try await pool.query(TimerDecisionStore.record([climb], at: start))
            }
            #expect(error?.isUniqueViolation == true)
        }
    }

    private func timer(_ incident: Int64, _ severity: Severity, due: Double) -> EscalationTimer {
        EscalationTimer(
            incident: incident, key: .init(kind: .accept, rung: 0, edition: "standard-1"),
            dueAt: start.addingTimeInterval(due), deadline: start.addingTimeInterval(due), severity: severity)
    }

    private func incident(_ id: Int64, _ severity: Severity) throws -> Incident {
        Incident(
            id: id, number: "20260302-\(id)", area: try #require(AreaCode("330604112221002")), place: "", text: "",
            edition: "standard-1", openedAt: start, category: .fire, severity: severity, stage: .assigned,
            responsible: .officer(1), rule: .gridOfficer, rung: 0, reports: 1, sequence: 1, assignedAt: start,
            acceptedAt: nil, resolvedAt: nil, closedAt: nil)
    }
}
