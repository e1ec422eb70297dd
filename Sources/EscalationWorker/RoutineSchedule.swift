import Fleet
import Foundation
import Logging
import Postgres
import ServiceLifecycle

/// Keeps the routines' times as townships and policy want them: both may change while the worker runs.
struct RoutineSchedule: Service {
    let work: RoutineWork
    let pool: PostgresPool
    let clock: FleetClock
    let logger: Logger

    /// Every half minute until the drain.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await work.schedule(in: pool, at: clock.now()) } catch {
                    if !Task.isCancelled { logger.debug("routines are as they were: \(error)") }
                }
                try? await Task.sleep(for: .seconds(30))
            }
        }
    }
}
