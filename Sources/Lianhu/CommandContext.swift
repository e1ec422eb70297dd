import AMQP
import ArgumentParser
import Domain
import Fleet
import Foundation
import Postgres
import Store

/// What a subcommand works with: settings, and the ways to broker and database that follow from them.
struct CommandContext {
    /// The flags of settings, taken out before the subcommand's own were parsed.
    @TaskLocal static var settingArguments: [String] = []

    let settings: FleetSettings
    let pool: PostgresPool

    init() throws {
        settings = try FleetSettings.load(
            arguments: Self.settingArguments, environment: ProcessInfo.processInfo.environment)
        var postgres = PostgresSettings(settings, program: "lianhu")
        postgres.poolSize = 2
        pool = PostgresPool(settings: postgres)
    }

    /// What these programs bring with them; `policies()` has what the fleet goes by.
    var policy: Policy { .standard.at(TerritoryZone(settings.territoryZone)) }

    /// All editions that the fleet goes by.
    func policies() async throws -> PolicyBook {
        let policies = PolicyBook(zone: TerritoryZone(settings.territoryZone))
        _ = try await policies.refresh(from: pool)
        return policies
    }

    var broker: AMQPSettings { AMQPSettings(settings, connection: "lianhu") }

    var publisher: AMQPPublisher { AMQPPublisher(settings: broker) }

    /// In the territory's zone.
    var times: LocalTimes { LocalTimes(zone: settings.territoryZone) }

    func clock() async throws -> FleetClock {
        try await FleetClock.anchored(by: pool, setting: settings.clock)
    }

    /// The texts that may be asked for by name.
    static func templates() throws -> NoticeTemplates {
        try NoticeTemplates.load(
            FleetSettings.load(arguments: settingArguments, environment: ProcessInfo.processInfo.environment))
    }

    /// Who acts; nobody acts without a name.
    func person() throws -> String {
        if let person = settings.operator, !person.isEmpty { return person }
        throw CommandFailure(.usage, "say who acts: --operator NAME, or set LIANHU_OPERATOR")
    }

    /// Waits out an outage of the database as the workers do, saying so once; after a minute it is an error.
    func waitForDatabase() async throws {
        var backoff = Backoff(first: .milliseconds(200))
        let end = ContinuousClock.now + .seconds(60)
        var isSaid = false
        while true {
            do {
                return try await pool.withConnection { try await Migrations.check($0) }
            } catch let error as PostgresError where error.isOutage && ContinuousClock.now < end {
                if !isSaid { Terminal.note("waiting for the database: \(error.message)") }
                isSaid = true
                await backoff.wait()
            }
        }
    }
}

/// Flags that every listing has.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON.") var json = false
}

/// For listings of one part of the territory.
struct AreaOptions: ParsableArguments {
    @Option(help: "Only in this area and below: a code or the beginning of one.") var area: String?

    func validate() throws {
        if let area, !area.allSatisfy({ $0.isASCII && $0.isNumber }) {
            throw ValidationError("--area takes the digits of an area's code")
        }
    }
}
