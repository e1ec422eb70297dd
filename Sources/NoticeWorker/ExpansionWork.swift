import Domain
import Events
package import Fleet
package import Foundation
package import Logging
import Metrics
package import Postgres
package import Store

/// Makes the deliveries of large audiences, about ten thousand a step and transaction: a process that dies loses one
/// step, which the next one does again; a broadcast that is stopped ends with the step.
package struct ExpansionWork: DueWork {
    package let name = "expansions"
    private let policies: PolicyBook
    private let logger: Logger

    package init(policies: PolicyBook, logger: Logger) {
        self.policies = policies
        self.logger = logger
    }

    /// The next step of any notice.
    package func nextDue() -> Statement<Date?> { NoticeExpansionStore.nextDue() }

    /// One notice: a step is work enough for a transaction.
    package func claim(
        limit: Int, at now: Date, in transaction: PostgresTransaction
    ) async throws -> [NoticeExpansionRow] {
        try await transaction.load(NoticeExpansionStore.claim(at: now))
    }

    /// Their steps go on later.
    package func setAside(_ items: [NoticeExpansionRow], until: Date) -> Statement<Void> {
        NoticeExpansionStore.setAside(items.map(\.id), until: until)
    }

    /// The notice's key.
    package func reference(_ item: NoticeExpansionRow) -> String { "notice \(item.key)" }

    /// The next areas, their deliveries, and how far it is now.
    package func decide(
        _ items: [NoticeExpansionRow], at now: Date, in transaction: PostgresTransaction
    ) async throws -> [ToldEvent] {
        for item in items {
            let audience = try NoticeRequestedEvent.audience(JSON.parse(Array(item.audience.text.utf8)), at: "audience")
            try await advance(NoticeExpansion(item, audience: audience), at: now, in: transaction)
        }
        return []
    }

    private func advance(_ notice: NoticeExpansion, at now: Date, in transaction: PostgresTransaction) async throws {
        let areas = try await transaction.load(NoticeExpansionStore.next(notice))
        // What is no area's heads goes with the first step, whether there is an area or not.
        if let step = areas ?? (notice.isNew ? .none(asOf: notice.requestedAt) : nil),
            let expansion = NoticeAudienceStore.expand([new(notice, at: now)], areas: step, at: now)
        {
            _ = try await transaction.load(expansion)
        }
        let isTold = try await transaction.load(NoticeExpansionStore.advance(notice, to: areas))
        if areas == nil, !isTold { notice.request.reachesNobody(logger) }
        Counter(label: "lianhu_notice_expansion_steps_total").increment()
    }

    private func new(_ notice: NoticeExpansion, at now: Date) -> NewNotice {
        let request = notice.request
        return NewNotice(
            request: request, cause: notice.cause,
            hold: NoticeHold.decide(
                priority: request.priority, notBefore: request.notBefore, at: now,
                policy: policies.current),
            segments: TextSegments(request.longestText).count, audience: notice.audience)
    }
}
