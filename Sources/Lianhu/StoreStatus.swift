import Events
import Fleet
import Foundation
import Postgres
import Store

/// What waits in the database.
struct StoreStatus {
    private let version: Int
    private let now: Date
    private let real: Date
    private let parts: [(name: String, counts: [StatusCount])]

    static func load(_ context: CommandContext) async throws -> StoreStatus {
        let version = try await context.pool.withConnection { try await Migrations.version($0) }
        guard version > 0 else { throw StoreError.schema(found: version, needed: Migrations.needed) }
        let now = try await context.clock().now()
        let pool = context.pool
        let counts = try await pool.transaction { transaction in
            try await transaction.load(
                StatusStore.outbox(), StatusStore.waiting(), StatusStore.incidents(), StatusStore.timers(at: now),
                StatusStore.deliveries(), StatusStore.deadLetters())
        }
        return StoreStatus(
            version: version, now: now, real: Date(),
            parts: [
                ("outbox", counts.0), ("waiting events", counts.1), ("incidents", counts.2), ("timers", counts.3),
                ("deliveries", counts.4), ("dead letters", counts.5),
            ])
    }

    func show() {
        print("schema version \(version), programs need \(Migrations.needed)")
        var table = Table(["", "", "", "count", "oldest"], numbers: [3])
        for part in parts {
            if part.counts.isEmpty { table.add(part.name, "–", "", "0", "") }
            for count in part.counts {
                table.add(part.name, count.name, count.part, "\(count.count)", age(count, part.name))
            }
        }
        table.print()
    }

    func json(_ times: LocalTimes) -> JSON {
        var object = JSONObject()
        object["schemaVersion"] = .int(Int64(version))
        object["neededVersion"] = .int(Int64(Migrations.needed))
        object["now"] = .string(RFC3339.text(now))
        for part in parts {
            object[part.name] = .array(
                part.counts.map { count in
                    [
                        "name": .string(count.name), "part": .string(count.part), "count": .int(Int64(count.count)),
                        "oldest": count.oldest.map { .string(RFC3339.text($0)) } ?? .null,
                    ]
                })
        }
        return .object(object)
    }

    /// Claims are about processes and stand by the real clock, the rest by the fleet's.
    private func age(_ count: StatusCount, _ part: String) -> String {
        guard let oldest = count.oldest else { return "" }
        let now = part == "outbox" ? real : now
        return oldest > now ? "in \(LocalTimes.age(now, at: oldest))" : LocalTimes.age(oldest, at: now)
    }
}
