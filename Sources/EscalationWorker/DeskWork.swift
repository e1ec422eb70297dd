package import Domain
import Events
package import Fleet
package import Foundation
package import Postgres
package import Store

/// Tells desks what waited for them: one text for many incidents, so that a storm does not bury the desk.
package struct DeskWork: DueWork {
    package let name = "desks"
    private let policies: PolicyBook

    /// Goes by the editions of the incidents.
    package init(policies: PolicyBook) { self.policies = policies }

    /// When the next desk may be told, on the fleet's clock.
    package func nextDue() -> Statement<Date?> { EscalationCallStore.nextDue() }

    /// Desks, locked.
    package func claim(
        limit: Int, at now: Date, in transaction: PostgresTransaction
    ) async throws -> [EscalationDesk] {
        try await transaction.load(EscalationCallStore.claim(limit: min(limit, 50), at: now))
    }

    /// They are told later.
    package func setAside(_ desks: [EscalationDesk], until: Date) -> Statement<Void> {
        EscalationCallStore.setAside(desks, until: until)
    }

    /// The desk's name.
    package func reference(_ desk: EscalationDesk) -> String { "desk \(desk)" }

    /// Reads the incidents as they are now: what was acted upon in the meantime is not told.
    package func decide(
        _ desks: [EscalationDesk], at now: Date, in transaction: PostgresTransaction
    ) async throws -> [ToldEvent] {
        let calls = try await transaction.load(EscalationCallStore.calls(for: desks))
        let incidents = try await transaction.load(
            IncidentStore.byID(Set(calls.map(\.incident)).sorted(), locked: false))
        let known = Dictionary(incidents.map { ($0.id, $0) }) { first, _ in first }
        transaction.atCommit(EscalationCallStore.told(desks, at: now))
        return Dictionary(grouping: calls, by: \.desk).sorted { "\($0.key)" < "\($1.key)" }.flatMap { _, calls in
            EscalationDesks.notices(
                calls, incidents: known, size: policies.current.stormSize, policy: policies.policy(of:))
        }
        .map { ToldEvent(EscalationTelling.event($0, at: now), urgent: $0.priority == .emergency) }
    }
}

/// Notices as events of this worker.
enum EscalationTelling {
    static func event(_ request: NoticeRequest, at now: Date) -> CloudEvent {
        NoticeRequestedEvent.event(
            request, source: EscalationToldEvent.source, id: "\(request.key)/notice", time: now)
    }
}
