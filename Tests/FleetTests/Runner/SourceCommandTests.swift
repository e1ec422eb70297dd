import AMQP
import Events
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

    @Test func aPausedSourceIsRefusedUntilItIsResumed() async throws {
        try await FleetTown.run { town in
            let strict = ["LIANHU_ALLOW_UNREGISTERED_SOURCES": "false"]
            let who = ["test/desk", "--operator", "wang", "--because", "a test"]
            _ = try await town.startReady("lianhu-intake", strict)
            let add = ["--owner", "desk", "--phone", "13700000001", "--broker-account", town.broker.user]
            try await finish(["add"] + who + add, in: town)
            try await finish(["pause"] + who, in: town)
            try await town.publish([FleetTown.report("r1")])
            try await town.until("a refusal") { try await town.count("dead_letter") == 1 }
            try await finish(["resume"] + who, in: town)
            try await town.publish([FleetTown.report("r2")])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            #expect(try await town.count("audit", "action LIKE 'source %'") == 3)
            let unknown = try town.start(
                "lianhu", strict, ["source", "pause", "nobody", "--operator", "wang", "--because", "a test"])
            #expect(try await unknown.exit() == 64)
            #expect(try await town.count("audit", "action LIKE 'source %'") == 3)
        }
    }

    @Test func aSourcePublishesWhatItMay() async throws {
        try await FleetTown.run { town in
            let strict = ["LIANHU_ALLOW_UNREGISTERED_SOURCES": "false"]
            let who = ["test/desk", "--operator", "wang", "--because", "a test"]
            _ = try await town.startReady("lianhu-intake", strict)
            let add = ["--owner", "desk", "--phone", "13700000001", "--broker-account", town.broker.user]
            try await finish(["add"] + who + add + ["--types", "incident.reported", "--datum", "gcj02"], in: town)
            #expect(try await town.count("source", "datum = 'gcj02'") == 1)
            try await town.publish([
                FleetTown.report("r1", reference: "one"), FleetTown.act("incident.accepted", "a1", reference: "one"),
            ])
            try await town.until("a refusal") { try await town.count("dead_letter") == 1 }
            #expect(try await town.texts("SELECT event_id FROM dead_letter") == ["a1"])
            let wrong = try town.start(
                "lianhu", strict, ["source", "add"] + who + add + ["--types", "incident.reportd"])
            #expect(try await wrong.exit() == 64 && wrong.log.contains("did you mean incident.reported?"))
        }
    }

    @Test func aMappedSourceIsReadInItsOwnWords() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady("lianhu-intake", ["LIANHU_ALLOW_UNREGISTERED_SOURCES": "false"])
            let who = ["test/desk", "--operator", "wang", "--because", "a test"]
            try await finish(
                ["add"] + who + ["--owner", "desk", "--phone", "13700000001", "--broker-account", town.broker.user],
                in: town)
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(
                #"""
                {"text": {"from": ["Complaint", "Detail"]}, "place.area": {"from": "Board"},
                 "category": {"from": "Complaint", "values": {"GAS LEAK": "gas"}}}
                """#.utf8
            ).write(to: file)
            var report = FleetTown.report("r1")
            report.data = ["Complaint": "GAS LEAK", "Detail": "in the stairs", "Board": .string(FleetTown.grid)]
            try await finish(["map"] + who + [file.path()], in: town)
            try await published(report, in: town)
            try await town.until("an incident") { try await town.count("incident") == 1 }
            #expect(
                try await town.texts("SELECT concat_ws('|', text, category, area_code) FROM incident")
                    == ["GAS LEAK in the stairs|gas|\(FleetTown.grid)"])
            try await finish(["map"] + who + ["--clear"], in: town)
            try await town.publish([report, FleetTown.report("r2")])
            try await town.until("the next") { try await town.count("incident") == 2 }
        }
    }

    /// By the command, which reads the event as the workers do.
    private func published(_ event: CloudEvent, in town: FleetTown) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(event.encoded().body).write(to: file)
        let process = try town.start("lianhu", [:], ["publish", file.path()])
        #expect(try await process.exit() == 0, "\(process.log)")
    }

    private func finish(_ arguments: [String], in town: FleetTown) async throws {
        let process = try town.start("lianhu", [:], ["source"] + arguments)
        #expect(try await process.exit() == 0, "\(arguments): \(process.log)")
    }
}
