import Foundation
import Logging
package import Postgres
import Store

/// What must be there before a worker begins: the database, its schema, the clock's anchor.
enum WorkerStart {
    /// How long a start waits for the database before the process gives up with 69.
    private static let patience: Duration = .seconds(60)

    static func database(_ pool: PostgresPool, _ context: FleetContext) async throws -> FleetClock {
        var backoff = Backoff(first: .milliseconds(200))
        let start = ContinuousClock.now
        while true {
            do {
                return try await ready(pool, context)
            } catch let error as PostgresError where error.isOutage {
                context.health.set("database", "\(error)")
                guard ContinuousClock.now - start < patience else {
                    throw ServiceUnreachable("Postgres", reason: "\(error)")
                }
                await backoff.wait()
                // A start is called off by cancelling it; the wait then ends at once, again and again.
                try Task.checkCancellation()
            }
        }
    }

    private static func ready(_ pool: PostgresPool, _ context: FleetContext) async throws -> FleetClock {
        try await pool.withConnection { try await Migrations.check($0) }
        context.health.set("database", nil)
        return try await FleetClock.anchored(by: pool, setting: context.settings.clock)
    }
}

extension FleetClock {
    /// The clock that all processes share, as the database keeps its anchor.
    package static func anchored(by pool: PostgresPool, setting: ClockSetting?) async throws -> FleetClock {
        let name = setting.map { "\($0.start.timeIntervalSince1970)*\($0.speed)" } ?? ""
        let (anchor, now) = try await pool.load(ClockStore.anchor(setting: name))
        return FleetClock(setting: setting, anchor: anchor, databaseNow: now, measured: .now)
    }
}
