import AMQP
import Events
import Fleet
import Foundation
import TestSupport
import Testing

/// Each fault is named with what mends it, however many there are.
@Suite(.serialized) struct DoctorTests {
    @Test func aMissingQueueARightAndAForeignPolicy() async throws {
        try await TopologyTests.withTopology { settings, _ in
            let client = try TopologyTests.client(settings)
            try await client.delete("queues", settings.virtualHost, "lianhu.intake.urgent")
            try await client.put(
                "permissions", settings.virtualHost, "guest",
                body: ["configure": ".*", "write": "^lianhu\\.(events|retry|back)$", "read": ".*"])
            try await client.put(
                "policies", settings.virtualHost, "foreign",
                body: ["pattern": "^lianhu.notice$", "priority": 99, "definition": ["max-length": 1]])
            let found = await findings(["--broker-virtual-host", settings.virtualHost])
            #expect(
                found.contains { $0.problem == "queue lianhu.intake.urgent is missing" && $0.mend == "lianhu setup" })
            #expect(found.contains { $0.part == "rights" && $0.problem.hasSuffix("write on lianhu.dead") })
            #expect(found.contains { $0.mend == "rabbitmqctl -p \(settings.virtualHost) clear_policy foreign" })
            #expect(ExitCode(found) == .defect)
        }
    }

    @Test func aWrongPassword() async throws {
        let found = await findings(["--broker-password", "wrong"])
        #expect(found.contains { $0.part == "broker" && $0.weight == .outage && $0.mend.contains("PASSWORD") })
        #expect(found.contains { $0.part == "topology" && $0.problem.contains("refuses user guest (401)") })
        #expect(!found.contains { $0.problem.contains("wrong") })
    }

    @Test func nothingAnswers() async throws {
        // Port 1 of this machine: refused at once.
        let start = ContinuousClock.now
        let found = await findings([
            "--broker-hosts", "127.0.0.1:1", "--broker-management", "http://127.0.0.1:1", "--database-hosts",
            "127.0.0.1:1", "--gateway-url", "http://127.0.0.1:1", "--gateway-secret", "s",
        ])
        #expect(Set(found.map(\.part)) == ["broker", "topology", "database", "carrier"])
        #expect(found.allSatisfy { $0.weight == .outage })
        #expect(ExitCode(found) == .unreachable)
        #expect(ContinuousClock.now - start < Duration.seconds(10).patient)
    }

    @Test func aMissingVirtualHost() async throws {
        let found = await findings(["--broker-virtual-host", "nowhere"])
        #expect(found.contains { $0.part == "topology" && $0.problem == "virtual host nowhere is missing" })
    }

    @Test func whatCouldNotBeCheckedIsNoFault() {
        #expect(ExitCode([DoctorFinding("topology", .unchecked, "not checked", mend: "a setting")]) == .cleanDrain)
    }

    private func findings(_ arguments: [String]) async -> [DoctorFinding] {
        do {
            let base = [
                "--broker-hosts", "\(try TestServers.broker)", "--broker-management",
                "http://\(try TestServers.management)", "--database-hosts", "\(try TestServers.database)",
            ]
            let flags = base.indices.filter { $0.isMultiple(of: 2) && !arguments.contains(base[$0]) }
            let settings = try FleetSettings.load(
                arguments: flags.flatMap { [base[$0], base[$0 + 1]] } + arguments, environment: [:])
            return await Doctor(settings: settings).findings()
        } catch {
            Issue.record(error)
            return []
        }
    }
}
