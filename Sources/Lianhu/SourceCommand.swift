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
        subcommands: [SourceList.self, SourceAdd.self])
}

/// `lianhu source list`.
struct SourceList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The registered sources.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        try await context.waitForDatabase()
        let sources = try await context.pool.load(SourceStore.all()).values.sorted { $0.name < $1.name }
        if output.json {
            return Terminal.print(
                json: .array(
                    sources.map {
                        ["name": .string($0.name), "user": .string($0.brokerUser), "paused": .bool($0.paused)]
                    }))
        }
        var table = Table(["source", "broker user", "state"])
        for source in sources { table.add(source.name, source.brokerUser, source.paused ? "paused" : "on") }
        table.print()
    }
}

/// `lianhu source add`: registers a system, or renews what is known of it.
struct SourceAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Register an upstream system; when it returns, the workers know it.",
        discussion: """
            EXAMPLE
              lianhu source add /shangyu/hotline --owner "Shangyu hotline" --phone 13700000001 \\
                --broker-account hotline --home 330604112 --operator wang --because "contract of March"
            """)

    @Argument(help: "As its events name it in `source`.") var name: String
    @Option(help: "Who answers for it.") var owner: String
    @Option(help: "Whom to call at night.") var phone: String
    @Option(name: .customLong("broker-account"), help: "The user of RabbitMQ under which it publishes.")
    var account: String
    @Option(help: "The area whose desk places what comes without a place.") var home: String?
    @Option(help: "Why; kept in the audit.") var because: String

    func validate() throws {
        guard !name.isEmpty, !name.hasPrefix("lianhu/") else {
            throw ValidationError(
                "a source's name is not empty and does not begin with lianhu/: that is the fleet's own")
        }
        guard PhoneNumber(phone) != nil else { throw ValidationError("--phone is no telephone number") }
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
                AuditStore.record(
                    at: now, operator: person, action: "source add", because: because,
                    details: JSONText(details.bytes)),
            ])
        }
        // Workers read the sources every second: what is published or replayed after this returns is not refused.
        try await Task.sleep(for: .seconds(2))
        print("\(name) may publish as \(account)")
    }

    private var details: JSON { ["source": .string(name), "account": .string(account)] }
}
