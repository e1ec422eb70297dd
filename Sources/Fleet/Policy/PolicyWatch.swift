import Domain
import Foundation
import Logging
import Metrics
import Postgres
import Store

/// Looks whether there is another edition of the policy, or further public holidays, and takes them up.
struct PolicyWatch {
    private let policies: PolicyBook
    private let worker: Worker
    private let pool: PostgresPool
    private let clock: FleetClock
    private let logger: Logger

    init(_ policies: PolicyBook, worker: Worker, pool: PostgresPool, clock: FleetClock, logger: Logger) {
        self.policies = policies
        self.worker = worker
        self.pool = pool
        self.clock = clock
        self.logger = logger
    }

    /// Once; reads two ends of indexes if nothing is new.
    func look() async throws {
        guard let change = try await policies.refresh(from: pool) else { return }
        if let edition = change.edition {
            logger.notice("the policy is another", metadata: ["edition": "\(edition)"])
        }
        for problem in change.refused {
            logger.error("an edition of the policy cannot be used and changes nothing: \(problem)")
        }
        Gauge(label: "lianhu_policy_problems").record(change.refused.count)
        // A worker that dies in between looks again when it starts: the first look counts as a change.
        if change.holidays, worker == .escalation { try await pool.load(TimerStore.lookAtProvisional(at: clock.now())) }
    }
}
