import Foundation
import Postgres
import TestSupport

/// A broker and a database of the fault tests' own: they are killed, filled and stopped, which their neighbours' must
/// not be.
struct FaultServers: Sendable {
    /// Both by one name, so that a fault says which.
    enum Kind: String, Sendable { case broker, database }

    let name: String
    let broker: TestServers.Address
    let management: TestServers.Address
    let database: TestServers.Address
    /// Where they keep what they hold; the database's user may walk through it.
    let folder: URL
    /// False where this user may not mount file systems.
    let hasDisk: Bool

    /// Fresh ones: what an earlier run has left is deleted.
    static func up(_ name: String) async throws -> FaultServers {
        try await TestServers.runServersScript("clear", name)
        // Before the start: from then on the database's clock can be moved.
        try await TestServers.runServersScript("clock", name, "0")
        try await TestServers.runServersScript("up", name)
        let hasDisk = (try? await TestServers.runServersScript("disk", name, "make")) != nil
        return try await named(name, hasDisk: hasDisk)
    }

    /// A further broker, in a cluster with these servers' own, whose database it shares.
    func join(_ name: String) async throws -> FaultServers {
        try await TestServers.runServersScript("join", name, self.name)
        return try await Self.named(name, hasDisk: false)
    }

    private static func named(_ name: String, hasDisk: Bool) async throws -> FaultServers {
        let variables = try await TestServers.environment(of: name)
        func address(_ variable: String) throws -> TestServers.Address {
            try TestServers.address(variables[variable] ?? "", named: variable)
        }
        return FaultServers(
            name: name, broker: try address("LIANHU_TEST_BROKER"), management: try address("LIANHU_TEST_MANAGEMENT"),
            database: try address("LIANHU_TEST_DATABASE"),
            folder: URL(filePath: variables["LIANHU_TEST_FOLDER"] ?? "", directoryHint: .isDirectory), hasDisk: hasDisk)
    }

    /// Runs a verb of `scripts/servers` on these.
    func run(_ verb: String, _ arguments: String...) async throws {
        try await TestServers.runServersScript([verb, name] + arguments)
    }

    /// Starts one that is away, and returns when its port answered: the script waits for more than that.
    func restart(_ kind: Kind, by command: [String]? = nil) async throws -> ContinuousClock.Instant {
        let command = command ?? ["restart", name, kind.rawValue]
        async let script = TestServers.runServersScript(command)
        async let answered = answering(kind == .broker ? broker : database)
        _ = try await script
        return try await answered
    }

    /// Statements as the superuser, in a database that no fault makes read-only.
    func script(_ text: String) async throws { try await TownDatabase.script(text, settings) }

    /// How to reach the database directly.
    var settings: PostgresSettings {
        PostgresSettings(
            hosts: [PostgresHost(host: database.host, port: database.port)], database: "lianhu", user: "lianhu",
            applicationName: "lianhu-faults")
    }

    private func answering(_ address: TestServers.Address) async throws -> ContinuousClock.Instant {
        try await BrokerFixture.until("\(address) answers", within: .seconds(120)) { address.answers }
        return .now
    }
}
