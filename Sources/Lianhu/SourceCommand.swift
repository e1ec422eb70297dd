import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu source`: upstream systems, without which nobody may publish.
struct SourceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "source", abstract: "Upstream systems: who may publish, and as which user of the broker.",
        subcommands: [SourceList.self, SourceAdd.self, SourcePause.self, SourceResume.self, SourceMap.self])
}

/// `lianhu source list`.
struct SourceList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The registered sources.")

    @Flag(help: "Only those that are paused.") var paused = false
    @Flag(help: "Only those whose fields are mapped.") var mapped = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        try await context.waitForDatabase()
        let sources = try await context.pool.load(SourceStore.all()).values.sorted { $0.name < $1.name }
            .filter { ($0.paused || !paused) && ($0.mapping != nil || !mapped) }
        if output.json { return Terminal.print(json: .array(sources.map(\.json))) }
        var table = Table(["source", "broker user", "state", "fields", "types"])
        for source in sources {
            let types = source.allowedTypes.isEmpty ? "all" : source.allowedTypes.sorted().joined(separator: ", ")
            table.add(
                source.name, source.brokerUser, source.paused ? "paused" : "on",
                source.mapping == nil ? "ours" : "mapped", types)
        }
        table.print()
    }
}

extension Source {
    fileprivate var json: JSON {
        [
            "name": .string(name), "user": .string(brokerUser), "paused": .bool(paused),
            "mapped": .bool(mapping != nil), "types": .array(allowedTypes.sorted().map(JSON.string)),
        ]
    }
}

/// `lianhu source add`: registers a system, or renews what is known of it.
struct SourceAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Register an upstream system; when it returns, the workers know it.",
        discussion: """
            EXAMPLE
              lianhu source add /shangyu/hotline --owner "Shangyu hotline" --phone 13700000001 \\
                --broker-account hotline --home 330604112 --types incident.reported,incident.cancelled --operator wang --because "contract of March"
            """)

    @Argument(help: "As its events name it in `source`.") var name: String
    @Option(help: "Who answers for it.") var owner: String
    @Option(help: "Whom to call at night.") var phone: String
    @Option(name: .customLong("broker-account"), help: "The user of RabbitMQ under which it publishes.")
    var account: String
    @Option(help: "The area whose desk places what comes without a place.") var home: String?
    @Option(help: "Types that it may publish, with commas between them; without it all.") var types: String?
    @Option(help: "What its coordinates are measured against: wgs84, gcj02 or bd09.") var datum: String?
    @Option(help: "Why; kept in the audit.") var because: String

    func validate() throws {
        guard !name.isEmpty, !name.hasPrefix("lianhu/") else {
            throw ValidationError(
                "a source's name is not empty and does not begin with lianhu/: that is the fleet's own")
        }
        guard PhoneNumber(phone) != nil else { throw ValidationError("--phone is no telephone number") }
        if let datum, Datum(rawValue: datum) == nil { throw ValidationError("--datum must be wgs84, gcj02 or bd09") }
        let known = Set(Worker.allCases.flatMap(\.types))
        if let type = allowed.first(where: { !known.contains($0) }) {
            let near = nearestName(to: type, among: known.sorted()).map { "; did you mean \($0)?" } ?? ""
            throw ValidationError("--types: nobody reads \(type.plain)\(near)")
        }
        if let home, AreaCode(home) == nil { throw ValidationError("--home must be an area's code of 6 to 18 digits") }
    }

    func run() async throws {
        let context = try CommandContext()
        let person = try context.person()
        try await context.waitForDatabase()
        let now = try await context.clock().now()
        try await context.pool.transaction { transaction in
            transaction.atCommit([
                SourceStore.save(
                    name: name, owner: owner, ownerPhone: phone, brokerUser: account, homeArea: home),
                SourceStore.allow(name, types: allowed).sql,
                AuditStore.record(
                    at: now, operator: person, action: "source add", because: because,
                    details: JSONText(details.bytes)),
            ])
        }
        if let datum = datum.flatMap(Datum.init) {
            _ = try await context.pool.load(SourceStore.measure(name, by: datum))
        }
        // Workers read the sources every second: what is published or replayed after this returns is not refused.
        try await Task.sleep(for: .seconds(2))
        print("\(name) may publish as \(account)")
    }

    private var allowed: [String] {
        (types ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private var details: JSON {
        [
            "source": .string(name), "account": .string(account), "types": .array(allowed.map(JSON.string)),
            "datum": datum.map(JSON.string) ?? .null,
        ]
    }
}

/// `lianhu source pause`
struct SourcePause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Refuse what a system publishes until `resume`: it becomes dead letters.")

    @OptionGroup var target: SourceTarget

    func run() async throws {
        try await target.pause(true)
        print("what \(target.name) publishes is refused: `lianhu source resume`, then `lianhu dead replay`")
    }
}

/// `lianhu source resume`
struct SourceResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Take again what it publishes.")

    @OptionGroup var target: SourceTarget

    func run() async throws {
        try await target.pause(false)
        print("\(target.name) may publish again; replay what was refused: `lianhu dead list`")
    }
}

/// Which source, and why.
struct SourceTarget: ParsableArguments {
    @Argument(help: "As its events name it in `source`.") var name: String
    @Option(help: "Why; kept in the audit.") var because: String

    func pause(_ paused: Bool) async throws {
        let context = try CommandContext()
        let person = try context.person()
        try await context.waitForDatabase()
        let now = try await context.clock().now()
        let audit = AuditStore.record(
            at: now, operator: person, action: paused ? "source pause" : "source resume", because: because,
            details: JSONText((["source": .string(name)] as JSON).bytes))
        try await context.pool.transaction { transaction in
            guard try await transaction.load(SourceStore.pause(name, paused)) else {
                throw CommandFailure(.usage, "there is no source \(name.plain); see `lianhu source list`")
            }
            transaction.atCommit([audit])
        }
        // Workers read the sources every second.
        try await Task.sleep(for: .seconds(2))
    }
}

/// `lianhu source map`
struct SourceMap: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map", abstract: "How a system's own fields and words become ours, for as long as it needs it.",
        discussion: """
            FILE holds a JSON object by our fields' names:
              {"text":       {"from": ["Complaint Type", "Descriptor"]},
               "category":   {"from": "Complaint Type", "values": {"HEATING": "service"}, "otherwise": "other"},
               "place.area": {"from": "Board"},
               "severity":   {"value": "normal"}}
            Several fields are joined by a blank; values turns their word into ours, otherwise stands for the words \
            that it does not name, value for events that have nothing there. What is not mapped stays as it is.

            EXAMPLES
              lianhu source map city/311 map.json --try event.json
              lianhu source map city/311 map.json --operator wang --because "until their release of May"
              lianhu source map city/311 --clear --operator wang --because "they send our fields now"
            """)

    @Argument(help: "As its events name it in `source`.") var name: String
    @Argument(help: "The file with the mapping.") var file: String?
    @Flag(help: "Map nothing any more.") var clear = false
    @Option(name: .customLong("try"), help: "Only show what becomes of this event's data.") var sample: String?
    @Option(help: "Why; kept in the audit.") var because: String?

    func validate() throws {
        guard (file == nil) == clear else { throw ValidationError("name a file, or --clear") }
        if sample == nil, (because ?? "").isEmpty { throw ValidationError("say why: --because TEXT") }
    }

    func run() async throws {
        let json = try file.map(Self.json) ?? [:]
        let map: FieldMap
        do { map = try FieldMap(json) } catch {
            throw CommandFailure(.usage, "\(file ?? ""): \(error)")
        }
        if let sample {
            let event = try Self.json(sample)
            return Terminal.print(json: map.apply(to: event[key: "data"] ?? event))
        }
        try await save(JSONText(json.bytes))
        // Workers read the sources every second.
        try await Task.sleep(for: .seconds(2))
        print(clear ? "\(name) is mapped no more" : "\(name) is mapped; what it publishes from now on is read so")
    }

    private func save(_ map: JSONText) async throws {
        let context = try CommandContext()
        let person = try context.person()
        try await context.waitForDatabase()
        let audit = AuditStore.record(
            at: try await context.clock().now(), operator: person, action: "source map", because: because ?? "",
            details: JSONText((["source": .string(name), "cleared": .bool(clear)] as JSON).bytes))
        try await context.pool.transaction { transaction in
            guard try await transaction.load(SourceStore.map(name, map)) else {
                throw CommandFailure(.usage, "there is no source \(name.plain); see `lianhu source list`")
            }
            transaction.atCommit([audit])
        }
    }

    private static func json(_ path: String) throws -> JSON {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(.usage, "cannot read \(path): is it there, and may you read it?")
        }
        do { return try JSON.parse([UInt8](data)) } catch {
            throw CommandFailure(.usage, "\(path): not JSON: \(error)")
        }
    }
}
