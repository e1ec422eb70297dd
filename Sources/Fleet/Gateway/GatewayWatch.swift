package import Logging
package import Postgres
import ServiceLifecycle
import Store

/// Every second: what people have decided about carriers, and how these are here. A database that is away leaves the
/// last word standing.
package struct GatewayWatch: Service {
    private let board: GatewayBoard
    private let kinds: [String: String]
    private let pool: PostgresPool
    private let clock: FleetClock
    private let logger: Logger

    /// - Parameter kinds: how each carrier is reached, by its name.
    package init(board: GatewayBoard, kinds: [String: String], pool: PostgresPool, clock: FleetClock, logger: Logger) {
        self.board = board
        self.kinds = kinds
        self.pool = pool
        self.clock = clock
        self.logger = logger
    }

    /// Until the drain; what is sent while draining goes by the last word.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await look() } catch {
                    if !Task.isCancelled { logger.debug("carriers are as they were: \(error)") }
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Once; before the first text goes, so that a carrier that was taken out of use gets none.
    package func look() async throws {
        let sights = kinds.sorted { $0.key < $1.key }.map {
            GatewaySight(name: $0.key, kind: $0.value, problem: board.problem(of: $0.key))
        }
        try await pool.load(GatewayStore.see(sights, at: clock.now()))
        board.apply(try await pool.load(GatewayStore.controls()))
    }
}
