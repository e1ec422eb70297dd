import Postgres
import Store

extension Doctor {
    /// Are the event log's days made ahead, and do the old ones go?
    func partitions(_ connection: PostgresConnection) async throws -> [DoctorFinding] {
        guard try await Migrations.version(connection) == Migrations.needed else { return [] }
        let statement = EventLogPartitions.state()
        let state = try statement.read(try await connection.query(statement.sql))
        return Self.partitionFindings(state, keep: settings.retention.eventLog)
    }

    static func partitionFindings(_ state: EventLogState, keep: Int) -> [DoctorFinding] {
        let plan = PartitionPlan(state, keep: keep)
        var findings: [DoctorFinding] = []
        func add(_ problem: String, mend: String = "lianhu setup") {
            findings.append(DoctorFinding("partitions", .wrong, problem, mend: mend))
        }
        if state.strayRows > 0 {
            add(
                "\(state.strayRows) rows of the event log are in its DEFAULT partition: their days were not made in time"
            )
        }
        if plan.daysAhead < PartitionPlan.alarm {
            add("the event log has \(max(0, plan.daysAhead)) days ahead: no worker has made more")
        }
        if let oldest = plan.overdue.first {
            let problem = "the event log still has \(oldest.text), which should have been dropped"
            let ends = state.readers.map { "SELECT pg_terminate_backend(\($0))" }.joined(separator: "; ")
            ends.isEmpty ? add(problem) : add("\(problem): a read of it stays open", mend: ends)
        }
        return findings
    }
}
