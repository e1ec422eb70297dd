import AMQP
import Foundation
import Postgres
import Testing

/// `lianhu source add` beside a worker that refuses strangers.
@Suite struct SourceCommandTests {
    @Test func whatIsPublishedRightAfterRegisteringIsTaken() async throws {
        try await FleetTown.run { town in
            let strict = ["LIANHU_ALLOW_UNREGISTERED_SOURCES": "false"]
            _ = try await town.startReady("lianhu-intake", strict)
            let add = try town.start(
                "lianhu", strict,
                [
                    "source", "add", "test/desk", "--owner", "desk", "--phone", "13700000001", "--broker-account",
                    town.broker.user, "--operator", "wang", "--because", "a test",
                ])
            #expect(try await add.exit() == 0, "\(add.log)")
            try await town.publish([FleetTown.report("r1")])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            #expect(try await town.count("audit", "action = 'source add'") == 1)
        }
    }
}
