import Domain
import Glibc
import Postgres
import Testing

/// `lianhu incident act` beside a worker: it goes by the queue, and says what became of it.
@Suite struct IncidentActTests {
    private static let why = ["--operator", "wang", "--because", "he telephoned"]

    @Test func theLifeOfAMatterByTelephone() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady("lianhu-intake")
            try await town.publish([FleetTown.report("r1")])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            let number = try await town.texts("SELECT number FROM incident").first ?? ""
            let board = try town.start("lianhu", [:], ["progress", number])
            #expect(try await board.exit() == 0, "\(board.log)")
            try await finish([number, "accept"], in: town)
            #expect(try await stage(of: number, town) == "accepted")
            let refused = try await finish([number, "resolve", "--actor", "officer:5"], in: town, code: 64)
            #expect(refused.contains("whoever acted was not responsible"))
            #expect(try await stage(of: number, town) == "accepted")
            try await finish([number, "transfer", "--to", "officer:2"], in: town)
            #expect(try await town.texts("SELECT responsible FROM incident") == ["officer:1"])
            try await finish([number, "accept"], in: town)
            #expect(try await town.texts("SELECT responsible FROM incident") == ["officer:2"])
            try await finish([number, "extend", "--until", "2026-03-20T17:00:00+08:00"], in: town)
            #expect(try await town.count("incident", "resolve_by = '2026-03-20T09:00:00Z'") == 1)
            try await finish([number, "resolve"], in: town)
            try await finish([number, "visit", "--score", "5"], in: town)
            #expect(["verified", "closed"].contains(try await stage(of: number, town)))
            #expect(try await town.count("audit", "action = 'incident act'") == 7)
            let late = try await finish([number, "cancel"], in: town, code: 64)
            #expect(late.contains("it had come to its end by then"))
        }
    }

    /// Nobody who could do it is running: it is not lost, and not done without its audit.
    @Test(.timeLimit(.minutes(1))) func anActWaitsInTheStoreUntilAWorkerCan() async throws {
        try await FleetTown.run { town in
            let intake = try await town.startReady("lianhu-intake")
            try await town.publish([FleetTown.report("r1")])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            let number = try await town.texts("SELECT number FROM incident").first ?? ""
            intake.send(SIGTERM)
            _ = try await intake.exit()
            let said = try await finish([number, "accept"], in: town, code: 75)
            #expect(said.contains("no worker has done it"))
            #expect(try await town.count("outbox") == 1)
            #expect(try await town.count("audit", "action = 'incident act'") == 1)
            _ = try await town.startReady("lianhu-intake")
            try await town.until("it done") { try await town.count("incident", "stage = 'accepted'") == 1 }
        }
    }

    @Test(arguments: [
        ["20260302-1", "accept"], ["20260302-1", "transfer"], ["20260302-1", "accept", "--to", "officer:2"],
        ["20260302-1", "visit", "--score", "6"], ["20260302-1", "visit"], ["20260302-1", "accept", "--actor", "wang"],
        ["20260302-1", "explode"], ["20260302-1", "extend"], ["20260302-1", "extend", "--until", "soon"],
        ["20260302-1", "amend"], ["20260302-1", "amend", "--area", "33"],
    ])
    func whatCannotBeIsRefused(arguments: [String]) async throws {
        try await FleetTown.run { town in
            try await finish(arguments, in: town, code: 64)
            #expect(try await town.count("audit") == 0)
        }
    }

    private func stage(of number: String, _ town: FleetTown) async throws -> String {
        try await town.texts("SELECT stage FROM incident WHERE number = \(number)").first ?? ""
    }

    @discardableResult
    private func finish(_ arguments: [String], in town: FleetTown, code: Int32 = 0) async throws -> String {
        let process = try town.start("lianhu", [:], ["incident", "act"] + arguments + Self.why)
        #expect(try await process.exit() == code, "\(arguments): \(process.log)")
        return process.log
    }
}
