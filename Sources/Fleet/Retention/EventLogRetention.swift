package import Domain
package import Postgres
import Store

/// Makes the event log's days ahead and drops the old ones, a transaction each: dying at any moment leaves a day made
/// or not made, with all its rows.
package struct EventLogRetention: Sendable {
    /// What a round came to.
    package struct Round: Sendable, Equatable {
        package var made: [CivilDay] = []
        package var dropped: [CivilDay] = []
        /// Why it was not finished, nil if it was.
        package var waitsFor: Wait?
    }

    /// Why a round ends early.
    package enum Wait: Sendable, Equatable {
        /// Another replica, or setup, is at it.
        case another
        /// Reads of the log by these server processes; a lock that waited for them would hold up every writer.
        case readers([Int])
        /// Somebody has a lock, and longer than is waited for.
        case locks
    }

    private let settings: PostgresSettings
    private let keep: Int
    private let lockTimeout: Duration

    /// - Parameters:
    ///   - settings: of the database; a connection is opened for each round.
    ///   - keep: days before today that are kept.
    ///   - lockTimeout: how long others may have to wait behind it.
    package init(settings: PostgresSettings, keep: Int, lockTimeout: Duration = .milliseconds(100)) {
        self.settings = settings
        self.keep = keep
        self.lockTimeout = lockTimeout
    }

    /// Does what can be done now.
    /// - Throws: what the database refuses, other than locks.
    package func round() async throws -> Round {
        var settings = settings
        settings.poolSize = 1
        // Moving a day's rows out of the DEFAULT partition takes as long as it takes.
        settings.answerTimeout = .seconds(600)
        let pool = PostgresPool(settings: settings)
        let round: Result<Round, any Error>
        do { round = .success(try await steps(pool)) } catch { round = .failure(error) }
        await pool.close()
        return try round.get()
    }

    private enum Step {
        case made(CivilDay)
        case dropped(CivilDay)
        case waits(Wait)
        case nothing
    }

    private func steps(_ pool: PostgresPool) async throws -> Round {
        var round = Round()
        while !Task.isCancelled {
            switch try await patientStep(pool) {
            case .made(let day): round.made.append(day)
            case .dropped(let day): round.dropped.append(day)
            case .waits(let wait):
                round.waitsFor = wait
                return round
            case .nothing: return round
            }
        }
        return round
    }

    private func patientStep(_ pool: PostgresPool) async throws -> Step {
        do { return try await pool.transaction { try await step(in: $0) } } catch let error as PostgresError
            where error.isTransient
        {
            return .waits(.locks)
        }
    }

    /// What is to be done is read under the lock: another replica may just have done it.
    private func step(in transaction: PostgresTransaction) async throws -> Step {
        guard try await transaction.load(EventLogPartitions.take(lockTimeout: lockTimeout)) else {
            return .waits(.another)
        }
        let state = try await transaction.load(EventLogPartitions.state())
        let plan = PartitionPlan(state, keep: keep)
        if let day = plan.make.first {
            _ = try await transaction.pipeline(EventLogPartitions.make(day))
            return .made(day)
        }
        guard let day = plan.drop.first else { return .nothing }
        guard state.readers.isEmpty else { return .waits(.readers(state.readers)) }
        _ = try await transaction.pipeline(EventLogPartitions.drop(day))
        return .dropped(day)
    }
}
