import Foundation

extension FaultRun {
    /// Servers and fleet up, `body`, quiet, ledger, table, all down again. Where something is wrong the logs stay, and
    /// the report says where.
    /// - Parameter speed: fleet seconds in a real one.
    /// - Parameter joining: further brokers, in a cluster with the servers' own.
    static func whole(
        on servers: String, joining: [String] = [], seed: UInt64, rate: Double, speed: Int = 6,
        changes: [String: String] = [:],
        isInnocent: Bool = false, _ body: (inout FaultRun, [Fault]) async throws -> Void
    ) async throws -> FaultSummary {
        let fleet = try await FaultFleet.up(servers, joining: joining, speed: speed, changes: changes)
        var run = FaultRun(fleet, seed: seed, rate: rate, isInnocent: isInnocent)
        do {
            try await body(&run, run.possibleFaults())
            try await run.check()
        } catch { run.fail("\(error)") }
        let summary = run.summary
        FaultOutput.say(summary.table)
        if !summary.violations.isEmpty { FaultOutput.say("logs and servers' files: \(fleet.servers.folder.path())") }
        await run.load.close()
        await fleet.down(keeping: !summary.violations.isEmpty)
        return summary
    }

    /// All but those that this user may not cause, which the table names.
    private mutating func possibleFaults() -> [Fault] {
        if !fleet.servers.hasDisk { skip(.databaseDiskFull) }
        return Fault.chosen.filter { $0 != .databaseDiskFull || fleet.servers.hasDisk }
    }
}
