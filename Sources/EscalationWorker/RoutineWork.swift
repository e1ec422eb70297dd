import Domain
import Events
package import Fleet
package import Foundation
package import Logging
package import Postgres
package import Store

/// Tells desks what the calendar asks for: day opening and closing, digest, weekly analysis, monthly meeting. What was
/// missed while the fleet stood is told once, if it is still worth it.
package struct RoutineWork: DueWork {
    package let name = "routines"
    private let policies: PolicyBook
    private let logger: Logger

    /// Goes by the edition that holds.
    package init(policies: PolicyBook, logger: Logger) {
        self.policies = policies
        self.logger = logger
    }

    /// Rows for all townships under the policy that holds; again it changes nothing.
    package func schedule(in pool: PostgresPool, at now: Date) async throws {
        let policy = policies.current
        let next = policy.routines.mapValues { $0.next(after: now, by: policy.calendar) }
        try await pool.transaction { transaction in
            transaction.atCommit(RoutineStore.schedule(next, edition: policy.edition, at: now))
        }
    }

    /// The next one's time, on the fleet's clock.
    package func nextDue() -> Statement<Date?> { RoutineStore.nextDue() }

    /// Routines of townships, locked.
    package func claim(
        limit: Int, at now: Date, in transaction: PostgresTransaction
    ) async throws -> [RoutineStore.Due] {
        try await transaction.load(RoutineStore.claim(limit: limit, at: now))
    }

    /// They are told later.
    package func setAside(_ due: [RoutineStore.Due], until: Date) -> Statement<Void> {
        RoutineStore.setAside(due, until: until)
    }

    /// The routine and its township.
    package func reference(_ due: RoutineStore.Due) -> String { "\(due.routine.rawValue) of \(due.township)" }

    /// A notice for each township's desk; the next time is the first one from now on.
    package func decide(
        _ due: [RoutineStore.Due], at now: Date, in transaction: PostgresTransaction
    ) async throws -> [ToldEvent] {
        let policy = policies.current
        var told: [ToldEvent] = []
        for (routine, due) in Dictionary(grouping: due, by: \.routine).sorted(by: { $0.key.rawValue < $1.key.rawValue })
        {
            guard let time = policy.routines[routine] else { continue }
            let next = time.next(after: now, by: policy.calendar)
            transaction.atCommit([RoutineStore.move(due.map { ($0, next) })])
            guard let last = time.last(until: now, by: policy.calendar) else { continue }
            let lateBy = now.timeIntervalSince(last)
            if lateBy > routine.worth {
                logger.notice(
                    "too late to be told",
                    metadata: ["routine": "\(routine.rawValue)", "lateBySeconds": "\(Int(lateBy))"])
                continue
            }
            let days = routine.days(before: policy.calendar.local(last).day)
            let figures = try await transaction.load(RoutineStore.figures(due.map(\.township), days: days))
            told += due.map { due in
                let request = request(routine, due.township, figures[due.township] ?? RoutineFigures(), last, policy)
                return ToldEvent(EscalationTelling.event(request, at: now), area: due.township)
            }
        }
        return told
    }

    private func request(
        _ routine: Routine, _ township: AreaCode, _ figures: RoutineFigures, _ time: Date, _ policy: Policy
    ) -> NoticeRequest {
        let day = CivilDay(sinceEpoch: policy.calendar.local(time).day)
        return NoticeRequest(
            key: "routine/\(routine.rawValue)/\(township.digits)/\(day)", purpose: "routine", priority: .normal,
            audience: Audience([.post(.centreDuty, township)]),
            text: figures.text(routine, at: time, by: policy.calendar),
            expiresAt: time.addingTimeInterval(routine.worth))
    }
}
