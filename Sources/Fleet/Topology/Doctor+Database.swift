import Foundation
import Postgres
import Store

extension Doctor {
    /// Reachable, writable, of the right version, with a clock that agrees with ours and a log that has room.
    func database() async -> [DoctorFinding] {
        var postgres = PostgresSettings(settings, program: "lianhu doctor")
        postgres.connectTimeout = .seconds(3)
        postgres.answerTimeout = .seconds(3)
        do {
            let connection = try await PostgresConnection.connect(postgres)
            let findings = try await schema(connection) + clock(connection) + partitions(connection)
            await connection.close()
            return findings
        } catch {
            return [Self.databaseFinding(error)]
        }
    }

    static func databaseFinding(_ error: any Error) -> DoctorFinding {
        let state = (error as? PostgresError)?.sqlState ?? ""
        let mend =
            switch state {
            case "28P01", "28000": "set LIANHU_DATABASE_USER and LIANHU_DATABASE_PASSWORD right"
            case "3D000": "createdb -O lianhu lianhu, or set LIANHU_DATABASE_NAME right"
            case "42501": "grant the rights on schema lianhu to this user"
            default: "start Postgres, or set LIANHU_DATABASE_HOSTS right"
            }
        let weight: DoctorFinding.Weight = state == "42501" ? .wrong : .outage
        return DoctorFinding("database", weight, "Postgres: \(error)", mend: mend)
    }

    private func schema(_ connection: PostgresConnection) async throws -> [DoctorFinding] {
        let found = try await Migrations.version(connection)
        if found == Migrations.needed { return [] }
        let problem =
            found == 0
            ? "there is no schema \(Migrations.schema)"
            : "the schema is version \(found), these programs need \(Migrations.needed)"
        let mend = found > Migrations.needed ? "run the newest programs" : "lianhu setup"
        return [DoctorFinding("schema", .wrong, problem, mend: mend)]
    }

    /// The fleet follows the database's clock; one that is far from this machine's is wrong on one of them.
    private func clock(_ connection: PostgresConnection) async throws -> [DoctorFinding] {
        let statement = ClockStore.now()
        let apart = try statement.read(try await connection.query(statement.sql)).timeIntervalSinceNow
        if abs(apart) < 60 { return [] }
        return [
            DoctorFinding(
                "clock", .wrong, "the database's clock is \(Int(apart)) s from this machine's",
                mend: "timedatectl set-ntp true, on both")
        ]
    }
}
