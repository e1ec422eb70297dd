import ArgumentParser
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu dead show`: one letter. The body holds what residents wrote, so looking at it leaves an audit row.
struct DeadShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One dead letter; with --body also what it says, which leaves an audit row.")

    @Argument(help: "Its id.") var id: Int64
    @Flag(help: "Show the body too; takes --operator and --because.") var body = false
    @Option(help: "Why the body is looked at.") var because: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if body, (because ?? "").isEmpty { throw ValidationError("--body shows personal data: say why with --because") }
    }

    func run() async throws {
        let context = try CommandContext()
        guard let stored = try await context.pool.load(DeadLetterStore.byID([id])).first else {
            throw CommandFailure(.usage, "there is no dead letter \(id); see `lianhu dead list`")
        }
        if body { try await audit(context) }
        output.json ? Terminal.print(json: json(stored)) : show(stored, context.times)
    }

    private func audit(_ context: CommandContext) async throws {
        let details: JSON = ["deadLetters": [.int(id)]]
        _ = try await context.pool.query(
            AuditStore.record(
                at: try await context.clock().now(), operator: try context.person(), action: "dead show",
                because: because ?? "", details: JSONText(details.bytes)))
    }

    private func show(_ stored: StoredDeadLetter, _ times: LocalTimes) {
        let letter = stored.letter
        let facts: [(String, String)] = [
            ("id", "\(stored.id), \(stored.state), replayed \(stored.replays) times"),
            ("worker", letter.worker), ("reason", letter.reason), ("error", letter.error),
            ("attempts", "\(letter.attempts)"),
            ("failed", "first \(times.text(letter.firstFailedAt)), last \(times.text(letter.failedAt))"),
            ("came from", "\(letter.originExchange), key \(letter.originKey)"),
            ("event", "\(letter.eventType ?? "?") \(letter.eventID ?? "?") of \(letter.source ?? "?")"),
            ("emergency?", letter.maybeEmergency ? "possibly" : "no sign of it"),
            ("body", "\(letter.body.count) bytes"),
        ]
        for (name, value) in facts { print("\(name.padded(to: 11)) \(value.plain)") }
        if body {
            print(
                String(decoding: letter.body, as: UTF8.self).split(separator: "\n").map { String($0).plain }
                    .joined(separator: "\n"))
        }
    }

    private func json(_ stored: StoredDeadLetter) -> JSON {
        let letter = stored.letter
        var object: JSON = [
            "id": .int(stored.id), "state": .string(stored.state), "replays": .int(Int64(stored.replays)),
            "worker": .string(letter.worker), "reason": .string(letter.reason), "error": .string(letter.error),
            "attempts": .int(Int64(letter.attempts)), "originExchange": .string(letter.originExchange),
            "originKey": .string(letter.originKey), "maybeEmergency": .bool(letter.maybeEmergency),
            "source": letter.source.map(JSON.string) ?? .null, "eventID": letter.eventID.map(JSON.string) ?? .null,
            "type": letter.eventType.map(JSON.string) ?? .null,
        ]
        if body, case .object(var members) = object {
            members["body"] = .string(String(decoding: letter.body, as: UTF8.self))
            object = .object(members)
        }
        return object
    }
}
