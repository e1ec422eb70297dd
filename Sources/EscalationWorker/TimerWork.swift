import Domain
import Events
package import Fleet
package import Foundation
package import Logging
package import Postgres
package import Store

/// Fires due timers. The unit is the incident: its row is locked, its state read again, and all that was missed by now
/// is decided in one step with one notice.
package struct TimerWork: DueWork {
    package let name = "timers"
    private let policies: PolicyBook
    /// Fleet seconds after the due time from which a notice says that it comes late.
    private let lateAfter: TimeInterval
    private let logger: Logger

    /// - Parameter speed: fleet seconds in a real one; a fast clock makes every ordinary delay look long.
    package init(policies: PolicyBook, speed: Double, logger: Logger) {
        self.policies = policies
        lateAfter = max(60, 5 * speed)
        self.logger = logger
    }

    /// The next armed timer's time, on the fleet's clock.
    package func nextDue() -> Statement<Date?> { TimerStore.nextDue() }

    /// Incidents with a due timer, locked, emergencies first.
    package func claim(limit: Int, at now: Date, in transaction: PostgresTransaction) async throws -> [Int64] {
        try await transaction.load(TimerStore.claim(limit: limit, at: now))
    }

    /// Their due timers are looked at later; how late they fire is counted from their deadlines all the same.
    package func setAside(_ ids: [Int64], until: Date) -> Statement<Void> { TimerStore.setAside(ids, until: until) }

    /// The incident's id.
    package func reference(_ id: Int64) -> String { "incident \(id)" }

    /// Reads the locked incidents again, climbs what was missed, arms what follows; tells each climb.
    package func decide(
        _ ids: [Int64], at now: Date, in transaction: PostgresTransaction
    ) async throws -> [ToldEvent] {
        let (incidents, armed, decided) = try await transaction.load(
            IncidentStore.byID(ids, locked: true), TimerStore.armed(of: ids), TimerDecisionStore.keys(of: ids))
        let (roster, leads, answers) = try await transaction.load(
            Self.roster(of: incidents, at: now), DepartmentLeadStore.load(for: incidents.map(\.area), at: now),
            NoticeReplyStore.called(to: incidents.map(\.number)))
        let world = EscalationWorld(
            policy: policies.current, roster: roster, leads: leads, answers: answers, now: now)
        let rounds = incidents.map { incident in
            EscalationRound(
                incident, armed: armed[incident.id] ?? [], decided: decided[incident.id] ?? [],
                in: world.under(policies.policy(of: incident)))
        }
        let size = policies.current.stormSize
        let desks = EscalationDesks(rounds, free: try await free(rounds, at: now, in: transaction), size: size)
        transaction.atCommit(TimerStore.save(rounds, at: now))
        if !desks.later.isEmpty { transaction.atCommit([EscalationCallStore.keep(desks.later, at: now)]) }
        rounds.forEach(report)
        let known = Dictionary(incidents.map { ($0.id, $0) }) { first, _ in first }
        let together = desks.together.sorted { "\($0.key)" < "\($1.key)" }.flatMap { _, calls in
            EscalationDesks.notices(calls, incidents: known, size: size, policy: policies.policy(of:))
        }
        return rounds.flatMap { told($0, without: desks.left(by: $0.incident), at: now) }
            + together.map { ToldEvent(EscalationTelling.event($0, at: now), urgent: $0.priority == .emergency) }
    }

    /// Of the desks that are to be told something, those that were told nothing within the last minute.
    private func free(
        _ rounds: [EscalationRound], at now: Date, in transaction: PostgresTransaction
    ) async throws -> Set<EscalationDesk> {
        let desks = Set(rounds.flatMap(\.calls).map(\.desk))
        return desks.isEmpty ? [] : try await transaction.load(EscalationCallStore.take(desks, at: now))
    }

    private static func roster(of incidents: [Incident], at now: Date) -> Statement<Roster> {
        let named = incidents.flatMap { [$0.responsible, $0.offeredTo].compactMap(\.self) }
        let officers = named.compactMap { if case .officer(let id) = $0 { id } else { nil } }
        return RosterStore.load(codes: incidents.map(\.area), officers: officers, at: now)
    }

    /// An `incident.escalated` for each missed deadline and one notice for all of them.
    private func told(
        _ round: EscalationRound, without left: Set<EscalationDesk>, at now: Date
    ) -> [ToldEvent] {
        let urgent = round.incident.severity == .emergency
        let policy = policies.policy(of: round.incident)
        let events = round.climbs.filter { $0.decided.last?.outcome != .answered }.map { climb in
            EscalationToldEvent.event(climb, rungName: climb.rungName(policy), time: now)
        }
        let notice = round.notice(policy: policy, lateAfter: lateAfter, without: left).map {
            EscalationTelling.event($0, at: now)
        }
        return (events + [notice].compactMap { $0 }).map {
            ToldEvent($0, urgent: urgent, area: round.incident.area)
        }
    }

    private func report(_ round: EscalationRound) {
        for climb in round.climbs where climb.atDesk {
            logger.warning(
                "nobody is on the ladder, the centre's desk is told",
                metadata: ["incident": "\(climb.incident.number)", "area": "\(climb.incident.area)"])
        }
        for climb in round.climbs where climb.lateBy > lateAfter {
            logger.notice(
                "timer fired late",
                metadata: ["incident": "\(climb.incident.number)", "lateBySeconds": "\(Int(climb.lateBy))"])
        }
    }
}
