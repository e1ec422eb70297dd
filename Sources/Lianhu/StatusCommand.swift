import AMQP
import ArgumentParser
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu status`: what waits where.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Queues, outbox, waiting events, timers, deliveries, dead letters.",
        discussion: """
            held: messages that a retry queue neither hands out nor gives back, because they wait for their time; or, \
            when they stay, because the queue they should go to is missing.
            """)

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        async let queues = QueueStatus.all(context)
        async let rows = StoreStatus.load(context)
        let status = try await (queues: queues, store: rows)
        if output.json {
            return Terminal.print(
                json: ["queues": .array(status.queues.map(\.json)), "store": status.store.json(context.times)])
        }
        show(status.queues)
        print("")
        status.store.show()
    }

    private func show(_ queues: [QueueStatus]) {
        var table = Table(["queue", "ready", "unacked", "held", "consumers"], numbers: [1, 2, 3, 4])
        for queue in queues {
            table.add(
                queue.name, "\(queue.ready)", queue.unacked.map(String.init) ?? "?", queue.held.map(String.init) ?? "?",
                "\(queue.consumers)")
        }
        table.print()
        for queue in queues where queue.isAlarming {
            print(
                Terminal.red("\(queue.name): \(queue.ready) messages that nobody could route; a defect or a new type"))
        }
    }
}

/// One queue as the broker counts it.
struct QueueStatus {
    let name: String
    let ready: Int
    /// Nil where only a passive declaration was possible.
    let unacked: Int?
    /// Neither ready nor unacked: waiting for its time, or for a destination that is missing.
    let held: Int?
    let consumers: Int

    var isAlarming: Bool { name == TopologyDefinitions.unroutedQueue && ready > 0 }

    var json: JSON {
        [
            "name": .string(name), "ready": .int(Int64(ready)), "unacked": unacked.map { .int(Int64($0)) } ?? .null,
            "held": held.map { .int(Int64($0)) } ?? .null, "consumers": .int(Int64(consumers)),
        ]
    }

    static func all(_ context: CommandContext) async throws -> [QueueStatus] {
        let names = TopologyDefinitions(retryDelays: context.settings.retryDelays).queues.map(\.name)
        guard let management = ManagementClient(context.settings.broker) else {
            return try await passively(names, context.publisher)
        }
        let host = context.settings.broker.virtualHost
        let counts = try await management.get("queues", host, query: ManagementClient.live)
        let consumers = consumers(try await management.get("queues", host, query: "?columns=name,consumers"))
        let found = byName(counts) { QueueStatus($0, consumers: consumers[$1] ?? 0) }
        return names.compactMap { found[$0] }
    }

    /// The number of consumers is known from the statistics alone, up to five seconds late.
    private static func consumers(_ listing: JSON) -> [String: Int] {
        byName(listing) { json, _ in Int(json[key: "consumers"]?.intValue ?? 0) }
    }

    private static func byName<T>(_ listing: JSON, _ read: (JSON, String) -> T) -> [String: T] {
        let pairs = (listing.arrayValue ?? []).compactMap { json in
            json[key: "name"]?.stringValue.map { ($0, read(json, $0)) }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func passively(_ names: [String], _ publisher: AMQPPublisher) async throws -> [QueueStatus] {
        var all: [QueueStatus] = []
        for name in names {
            guard let queue = try await publisher.passivelyDeclare(queue: name) else { continue }
            all.append(
                QueueStatus(name: name, ready: queue.messages, unacked: nil, held: nil, consumers: queue.consumers))
        }
        await publisher.close()
        return all
    }
}

extension QueueStatus {
    /// Counts are missing for a moment after a queue was made.
    fileprivate init(_ json: JSON, consumers: Int) {
        func count(_ key: String) -> Int { Int(json[key: key]?.intValue ?? 0) }
        self.init(
            name: json[key: "name"]?.stringValue ?? "", ready: count("messages_ready"),
            unacked: count("messages_unacknowledged"),
            held: max(0, count("messages") - count("messages_ready") - count("messages_unacknowledged")),
            consumers: consumers)
    }
}
