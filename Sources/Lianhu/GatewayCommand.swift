import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu gateway`: the carriers of texts.
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway", abstract: "Carriers of texts: how they are; take one out of use, or put one first.",
        subcommands: [GatewayList.self, GatewayUse.self, GatewayDrain.self])
}

/// `lianhu gateway list`
struct GatewayList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Each carrier: whether it is in use and takes texts, and the last hour's.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        try await context.waitForDatabase()
        let now = try await context.clock().now()
        let lines = try await context.pool.load(GatewayStore.list(since: now.addingTimeInterval(-3600)))
        if output.json { return Terminal.print(json: .array(lines.map(\.json))) }
        var table = Table(
            ["carrier", "by", "state", "submitted", "unknown", "accepted", "delivered", "failed", "problem"],
            numbers: [3, 4, 5, 6, 7])
        for line in lines {
            let counts = ["submitted", "unknown", "accepted", "delivered", "failed"].map { "\(line.count(of: $0))" }
            // Workers tell of theirs all the time; what none has in its settings any more still stands here.
            let isGone = now.timeIntervalSince(line.seenAt) > 3600
            let state = isGone ? "not seen since \(context.times.text(line.seenAt))" : line.state
            table.add(
                line.name, line.kind, state, counts[0], counts[1], counts[2], counts[3], counts[4],
                problem(line, context.times))
        }
        table.print()
        if lines.isEmpty { Terminal.note("no worker has told of a carrier yet: is gateways or gateway.url set?") }
    }

    private func problem(_ line: GatewayLine, _ times: LocalTimes) -> String {
        guard let problem = line.problem, let since = line.problemAt else { return "" }
        return "\(problem.plain), \(times.text(since))"
    }
}

extension GatewayLine {
    /// In a word or two.
    fileprivate var state: String { isDraining ? "draining" : isFirst ? "in use, first" : "in use" }

    /// Texts of the last hour.
    fileprivate func count(of word: String) -> Int { counts[word] ?? 0 }

    fileprivate var json: JSON {
        var texts = JSONObject()
        for (state, count) in counts { texts[state] = .int(Int64(count)) }
        return [
            "name": .string(name), "kind": .string(kind), "draining": .bool(isDraining), "first": .bool(isFirst),
            "seenAt": .string(RFC3339.text(seenAt)), "problem": problem.map(JSON.string) ?? .null,
            "problemAt": problemAt.map { .string(RFC3339.text($0)) } ?? .null, "texts": .object(texts),
        ]
    }
}

/// `lianhu gateway use NAME`
struct GatewayUse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use", abstract: "Put a carrier in use again, or before all others.",
        discussion: """
            EXAMPLES
              lianhu gateway use spare --first --operator wang --because "main loses receipts"
              lianhu gateway use main --operator wang --because "repaired"
            """)

    @Argument(help: "The carrier, as `lianhu gateway list` names it.") var name: String
    @Flag(help: "Texts that it may take by the rules go to it first, and no other carrier is first.") var first = false
    @Option(help: "Why; kept in the audit.") var because: String

    func run() async throws {
        try await GatewayAct(name: name, draining: false, first: first, because: because).run()
        print("\(name) is in use\(first ? ", before all others" : ""); workers know it within a second")
    }
}

/// `lianhu gateway drain NAME`
struct GatewayDrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain", abstract: "Give a carrier nothing more; receipts of what it has still count.",
        discussion: """
            Texts go to the next carrier of their rule; where no other is left they wait, held by name as noCarrier.

            EXAMPLE
              lianhu gateway drain main --operator wang --because "texts arrive hours late"
            """)

    @Argument(help: "The carrier, as `lianhu gateway list` names it.") var name: String
    @Option(help: "Why; kept in the audit.") var because: String

    func run() async throws {
        try await GatewayAct(name: name, draining: true, first: false, because: because).run()
        print("\(name) gets nothing more, from within a second on")
    }
}

/// What is decided about one carrier, with its audit in one transaction.
private struct GatewayAct {
    let name: String
    let draining: Bool
    let first: Bool
    let because: String

    func run() async throws {
        let context = try CommandContext()
        let person = try context.person()
        try await context.waitForDatabase()
        let now = try await context.clock().now()
        let details: JSON = ["gateway": .string(name), "first": .bool(first)]
        let isThere = try await context.pool.transaction { transaction in
            let isThere = try await transaction.load(GatewayStore.use(name, draining: draining, first: first))
            if isThere {
                transaction.atCommit([
                    AuditStore.record(
                        at: now, operator: person, action: draining ? "gateway drain" : "gateway use",
                        because: because, details: JSONText(details.bytes))
                ])
            }
            return isThere
        }
        guard !isThere else { return }
        let known = try await context.pool.load(GatewayStore.controls()).map(\.name)
        let list = known.isEmpty ? "none has been seen" : known.joined(separator: ", ")
        throw CommandFailure(.usage, "there is no carrier \(name.plain); there is: \(list)")
    }
}
