package import AMQP
import Events
package import Foundation
package import Postgres
import Store

/// What a replay came to.
package struct ReplayOutcome: Sendable, Equatable {
    package var published = 0
    /// Of those asked for, which the broker did not take; they are among the dead again.
    package var refused: [Int64] = []
    /// Asked for, but neither dead nor half-way through a replay.
    package var passedOver = 0
}

/// Sends dead letters back to their worker from the snapshot.
///
/// The letters are marked before anything is published, and marked again after the confirm. A crash between leaves
/// them `replaying`: running it again publishes them again, and the worker's identity keys absorb the double.
package struct DeadLetterReplay: Sendable {
    private let pool: PostgresPool
    private let publisher: AMQPPublisher
    private let now: @Sendable () -> Date

    /// - Parameter now: the fleet's clock, for the audit.
    package init(pool: PostgresPool, publisher: AMQPPublisher, now: @escaping @Sendable () -> Date) {
        self.pool = pool
        self.publisher = publisher
        self.now = now
    }

    /// Replays in steps of 200, calling `progress` with how many are done after each.
    package func run(
        _ ids: [Int64], operator person: String, because: String, progress: (Int) -> Void = { _ in }
    ) async throws -> ReplayOutcome {
        var outcome = ReplayOutcome()
        for start in stride(from: 0, to: ids.count, by: 200) {
            let step = Array(ids[start..<min(start + 200, ids.count)])
            let letters = try await begin(step, person, because)
            outcome.passedOver += step.count - letters.count
            try await publish(letters, &outcome)
            progress(start + step.count)
        }
        return outcome
    }

    /// Marks and audits in one transaction.
    private func begin(_ ids: [Int64], _ person: String, _ because: String) async throws -> [StoredDeadLetter] {
        let details: JSON = ["deadLetters": .array(ids.map(JSON.int))]
        return try await pool.transaction { transaction in
            transaction.atCommit([
                AuditStore.record(
                    at: now(), operator: person, action: "dead replay", because: because,
                    details: JSONText(details.bytes))
            ])
            return try await transaction.load(DeadLetterStore.beginReplay(ids))
        }
    }

    private func publish(_ letters: [StoredDeadLetter], _ outcome: inout ReplayOutcome) async throws {
        guard !letters.isEmpty else { return }
        let results = zip(letters, try await publisher.publish(try letters.map(Self.message)))
        let published = results.filter { $0.1 == .confirmed }.map(\.0.id)
        let refused = results.filter { $0.1 != .confirmed }.map(\.0.id)
        _ = try await pool.query(DeadLetterStore.endReplay(published: published, refused: refused))
        outcome.published += published.count
        outcome.refused += refused
    }

    /// Attempts start anew; whom the broker had validated as the publisher, and where it came from, is kept.
    static func message(_ stored: StoredDeadLetter) throws -> AMQPMessage {
        let letter = stored.letter
        let original = try StoredProperties.properties(letter.properties)
        var properties = Republish.properties(of: original)
        properties.headers[Republish.Header.originExchange] = .string(letter.originExchange)
        properties.headers[Republish.Header.originKey] = .string(letter.originKey)
        // Without a publisher of its own the letter went through the fleet, which noted him.
        let user = original.userID ?? original.headers[Republish.Header.originalUser]?.text
        properties.headers[Republish.Header.originalUser] = user.map(AMQPValue.string)
        let lane = letter.urgent ? "urgent" : "normal"
        return AMQPMessage(
            exchange: Exchange.back, routingKey: "\(letter.worker).replay.\(lane)", properties: properties,
            body: letter.body)
    }
}
