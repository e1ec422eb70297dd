import AMQP
import Fleet
import Foundation

/// Counts what waits in the workers' queues, each second.
actor BacklogWatch {
    /// The most that waited in one queue, and when.
    struct Peak: Sendable {
        let queue: String
        let count: Int
        /// By the fleet's clock.
        let at: Date
    }

    private let publisher: AMQPPublisher
    private var highest: [String: Peak] = [:]
    private var isOver = false
    /// Ready in all queues together when it was last counted.
    private(set) var waiting = 0

    init(_ publisher: AMQPPublisher) { self.publisher = publisher }

    func run(_ clock: FleetClock) async throws {
        while !isOver {
            await count(at: clock.now())
            try await Task.sleep(for: .seconds(1))
        }
        await publisher.close()
    }

    func end() { isOver = true }

    /// Those that ever held anything, the fullest first.
    var peaks: [Peak] { highest.values.filter { $0.count > 0 }.sorted { $0.count > $1.count } }

    /// A broker that is away for a moment leaves the counts as they were.
    private func count(at now: Date) async {
        var sum = 0
        for queue in Worker.allCases.flatMap({ [$0.queue(urgent: false), $0.queue(urgent: true)] }) {
            guard let found = try? await publisher.passivelyDeclare(queue: queue) else { continue }
            sum += found.messages
            if found.messages > highest[queue]?.count ?? -1 {
                highest[queue] = Peak(queue: queue, count: found.messages, at: now)
            }
        }
        waiting = sum
    }
}
