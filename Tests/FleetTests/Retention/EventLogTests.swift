import Events
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import Fleet
@testable import Lianhu

/// The event log as workers write it and on-call reads it.
@Suite struct EventLogTests {
    @Test func eachEventIsTracedAlsoOneThatLeftNoIncident() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady()
            _ = try await town.startReady("lianhu-notice")
            let reply = CloudEvent(
                id: "reply-1", source: "test/carrier", type: "notice.replied", time: FleetTown.morning,
                data: ["phone": "13012345678", "text": "hello"])
            try await town.publish([FleetTown.report("r1"), reply])
            try await town.publish([FleetTown.report("r2")], urgent: true)
            try await town.until("all three rows") {
                try await town.count("event_log", "event_id IN ('r1', 'r2', 'reply-1')") == 3
            }
            let tracer = Tracer(pool: town.pool, source: nil)
            let report = try await tracer.trace("r1").first
            #expect(report?.title == "event r1 of test/desk")
            #expect(report?.lines.map(\.name) == ["intake"])
            #expect(report?.lines.first?.details.hasPrefix("opened 20260302-") == true)
            let at = try #require(report?.lines.first?.at)
            #expect(abs(at.timeIntervalSince(FleetTown.morning)) < 60, "not by the fleet's clock: \(at)")
            #expect(
                try await tracer.trace("r2").first?.lines.first?.details.contains("urgent incident.reported") == true)
            let sections = try await tracer.trace("reply-1")
            #expect(sections.map(\.title) == ["event reply-1 of test/carrier"])
            #expect(sections.first?.lines.map(\.details) == ["stranger, notice.replied"])
            // By the database's clock, in a day that was made ahead.
            #expect(try await town.count("event_log_default") == 0)
            let ages = try await town.texts(
                "SELECT (clock_timestamp() - logged_at)::text FROM event_log WHERE clock_timestamp() - logged_at > '1 min'"
            )
            #expect(ages.isEmpty)
        }
    }

    @Test func whenTheLogIsDroppedTheVerdictRemains() async throws {
        try await FleetTown.run { town in
            _ = try await town.startReady()
            try await town.publish([FleetTown.report("r1")])
            try await town.until("it to be done") { try await town.count("event_identity") == 1 }
            _ = try await town.pool.query("TRUNCATE event_log")
            let lines = try await Tracer(pool: town.pool, source: nil).trace("r1").first?.lines
            #expect(lines?.map(\.at) == [nil])
            #expect(lines?.first?.details.hasPrefix("opened") == true)
        }
    }

    @Test func aWorkerSoundsTheAlarmAndMovesWhatStrayed() async throws {
        try await FleetTown.run { town in
            let today = try await town.pool.load(EventLogPartitions.state()).today
            try await town.pool.transaction { _ = try await $0.pipeline(EventLogPartitions.drop(today)) }
            let entry = EventLogEntry(
                key: EventKey(source: "s", id: "i"), source: "s", eventID: "i", type: "t", subject: nil, verdict: "v",
                receivedAt: FleetTown.morning, urgent: false, attempts: 0)
            let rows = Array(repeating: entry, count: 7)
            _ = try await town.pool.query(EventLogStore.record(rows, worker: "intake", at: FleetTown.morning))
            #expect(try await town.count("event_log_default") == 7)
            let worker = try await town.startReady()
            try await town.until("the rows to be moved") { try await town.count("event_log_default") == 0 }
            try await town.until("the days ahead") {
                try await worker.metric("lianhu_partition_days_ahead") == Double(PartitionPlan.ahead)
            }
            #expect(try await worker.metric("lianhu_partition_default_rows") == 7)
            #expect(worker.log.contains("in the DEFAULT partition"))
            #expect(try await town.count("event_log") == 7)
        }
    }

    @Test func setupLeavesNoEventToTheDefault() async throws {
        try await FleetTown.run { town in
            for day in try await town.pool.load(EventLogPartitions.state()).made {
                try await town.pool.transaction { _ = try await $0.pipeline(EventLogPartitions.drop(day)) }
            }
            let management = ["LIANHU_BROKER_MANAGEMENT": "http://\(try TestServers.management)"]
            let setup = try town.start("lianhu", management, ["setup"])
            #expect(try await setup.exit() == 0, "\(setup.log)")
            let state = try await town.pool.load(EventLogPartitions.state())
            #expect(PartitionPlan(state, keep: 90).isEmpty)
        }
    }
}
