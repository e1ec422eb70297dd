import Domain
import Foundation
import Loop
import Postgres
import Store
import TestSupport
import Testing

@testable import Fleet

/// Days made ahead and dropped among writers and readers of the same log. One after another: they measure how long a
/// writer waits.
@Suite(.serialized) struct EventLogRetentionTests {
    @Test func daysAreMadeAheadAndOldOnesDropped() async throws {
        try await LogWorld.run { world in
            let first = try await world.retention().round()
            let today = try await world.state().today
            #expect(first.made.count == 9)
            #expect(first.made.first == today)
            try await world.write("now", through: world.pool)
            #expect(try await world.state().strayRows == 0)
            for age in [40, 31, 30] { try await world.make(today.adding(-age)) }
            let second = try await world.retention(keep: 30).round()
            #expect(second == .init(dropped: [today.adding(-40), today.adding(-31)]))
            #expect(try await world.state().made.contains(today.adding(-30)))
            #expect(try await world.retention(keep: 30).round() == .init())
            #expect(try await world.rows().all == 1)
        }
    }

    @Test func anOpenReadStallsNoWriterAndTheDayGoesAfterwards() async throws {
        try await LogWorld.run { world in
            _ = try await world.retention().round()
            let old = try await world.state().today.adding(-100)
            try await world.make(old)
            let longest = try await Self.slowestWrite(world) {
                try await world.whileOpen("SELECT count(*) FROM event_log") { end in
                    for _ in 0..<10 {
                        let round = try await world.retention().round()
                        guard case .readers(let pids) = round.waitsFor, pids.count == 1 else {
                            throw FleetTestError("it waits for \(String(describing: round.waitsFor))")
                        }
                    }
                    try await end()
                }
                #expect(try await world.retention().round().dropped == [old])
            }
            // A lock that waited for the reader would hold writers up as long as he reads; drops take milliseconds.
            #expect(longest < .seconds(3), "a writer waited \(longest)")
        }
    }

    @Test func anOpenWriteIsWaitedForNoLongerThanTheTimeout() async throws {
        try await LogWorld.run { world in
            _ = try await world.retention().round()
            let old = try await world.state().today.adding(-100)
            try await world.make(old)
            let longest = try await Self.slowestWrite(world) {
                try await world.whileOpen("LOCK TABLE event_log IN ROW EXCLUSIVE MODE") { _ in
                    let round = try await world.retention().round()
                    #expect(round == .init(waitsFor: .locks))
                }
            }
            #expect(longest < .seconds(1), "a writer waited \(longest)")
            #expect(try await world.retention().round().dropped == [old])
        }
    }

    @Test(arguments: Seeded.seeds(2)) func strayRowsFindTheirDayWhileOthersWrite(seed: UInt64) async throws {
        try await LogWorld.run { world in
            var random = Seeded(seed)
            let today = try await world.state().today
            let ages = (0..<3).map { _ in Int.random(in: -30...80, using: &random) }
            for age in ages { try await world.write(500, at: today.adding(-age).startUTC) }
            let writers = try await Self.write(world, writers: 3) {
                try await BrokerFixture.until("rows in the DEFAULT") { try await world.state().strayRows > 1_600 }
                // Locks may be busy at times; the writers never are for long.
                try await BrokerFixture.until("nothing left to do") {
                    try await world.retention().round().waitsFor == nil
                }
            }
            let (all, events) = try await world.rows()
            #expect(all == 1_500 + writers.written)
            #expect(events == 500 + writers.written)
            let state = try await world.state()
            #expect(state.strayRows == 0)
            #expect(Set(ages.map { today.adding(-$0) }).isSubset(of: state.made))
        }
    }

    @Test func rowsOfDroppedDaysGoTheSameWay() async throws {
        try await LogWorld.run { world in
            let today = try await world.state().today
            try await world.write(10, at: today.adding(-400).startUTC)
            let round = try await world.retention().round()
            #expect(round.dropped == [today.adding(-400)])
            #expect(try await world.rows().all == 0)
        }
    }

    @Test func replicasAtOnceMakeEachDayOnce() async throws {
        try await LogWorld.run { world in
            let today = try await world.state().today
            for age in [100, 101] { try await world.make(today.adding(-age)) }
            try await world.write(1_000, at: today.startUTC)
            let rounds = try await withThrowingTaskGroup(of: EventLogRetention.Round.self) { group in
                for _ in 0..<4 { group.addTask { try await world.retention().round() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let last = try await world.retention().round()
            let made = (rounds + [last]).flatMap(\.made)
            #expect(Set(made).count == 9 && made.count == 9)
            #expect((rounds + [last]).flatMap(\.dropped).count == 2)
            #expect(last.waitsFor == nil)
            #expect(try await world.rows().all == 1_000)
            #expect(try await world.state().strayRows == 0)
        }
    }

    @Test func deathInTheMiddleLeavesEveryRow() async throws {
        try await LogWorld.run { world in
            let today = try await world.state().today
            try await world.write(1_000, at: today.startUTC)
            let name = "retention \(UInt64.random(in: 0...UInt64.max))"
            let retention = world.retention(lockTimeout: .seconds(20), name: name)
            try await world.whileOpen("SELECT count(*) FROM event_log_default") { end in
                let round = Task { try await retention.round() }
                // The rows are moved by then, the lock on the DEFAULT is waited for.
                try await BrokerFixture.until("it to be killed while it waits") {
                    try await world.pool.query(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE application_name = \(name) AND wait_event_type = 'Lock'
                        """
                    ).affected == 1
                }
                await #expect(throws: PostgresError.self) { try await round.value }
                try await end()
            }
            #expect(try await world.state().strayRows == 1_000)
            #expect(try await world.tables() == 0)
            _ = try await world.retention().round()
            #expect(try await world.state().strayRows == 0)
            #expect(try await world.rows().all == 1_000)
        }
    }

    /// The longest that a writer waited meanwhile.
    private static func slowestWrite(_ world: LogWorld, _ body: () async throws -> Void) async throws -> Duration {
        try await write(world, writers: 2, while: body).slowest
    }

    /// Writes row after row until `body` ends.
    private static func write(
        _ world: LogWorld, writers: Int, while body: () async throws -> Void
    ) async throws -> (written: Int, slowest: Duration) {
        let goesOn = GoesOn()
        let tasks = (0..<writers).map { writer in
            Task {
                var (count, slowest) = (0, Duration.zero)
                while goesOn.value {
                    let start = ContinuousClock.now
                    try await world.write("new \(writer) \(count)", through: world.pool)
                    slowest = max(slowest, ContinuousClock.now - start)
                    count += 1
                }
                return (count, slowest)
            }
        }
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        goesOn.end()
        var (written, slowest) = (0, Duration.zero)
        for task in tasks {
            let (count, longest) = try await task.value
            written += count
            slowest = max(slowest, longest)
        }
        try outcome.get()
        return (written, slowest)
    }
}

/// Until when writers write. `@unchecked Sendable` because the lock guards it.
private final class GoesOn: @unchecked Sendable {
    private let lock = Lock()
    private var ended = false

    var value: Bool { lock.withLock { !ended } }

    func end() { lock.withLock { ended = true } }
}
