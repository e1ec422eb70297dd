import Foundation
import Postgres

extension FaultInjection {
    func onDatabase(_ fault: Fault) async throws -> ContinuousClock.Instant {
        switch fault {
        case .databaseHalted:
            try await servers.run("halt", "database")
            await waitOut(hold)
            return try await servers.restart(.database)
        case .databaseKilled:
            try await servers.run("kill", "database")
            await waitOut(hold)
            return try await servers.restart(.database)
        case .databaseReadOnly:
            try await readOnly("SET default_transaction_read_only = on")
            await waitOut(hold)
            try await readOnly("RESET default_transaction_read_only")
            return .now
        case .databaseDiskFull:
            try await servers.run("disk", "fill")
            await waitOut(hold)
            try await servers.run("disk", "free")
            return .now
        case .databaseClockBack:
            // Each second every backend looks how far the clock is off.
            try await servers.run("clock", "-20")
            await waitOut(max(hold, .seconds(3)))
            try await servers.run("clock", "0")
            return .now
        default:
            try await servers.run("stop", "database")
            return try await servers.restart(.database)
        }
    }

    /// Sessions keep what they began with, so they are ended.
    private func readOnly(_ change: String) async throws {
        let town = fleet.town.database.database
        try await servers.script(
            """
            ALTER DATABASE \(town) \(change);
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(town)';
            """)
    }
}
