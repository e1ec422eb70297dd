import AMQP
import Fleet
import Foundation
import TestSupport

extension FaultRun {
    /// Broker, then database, away for `duration` with work in hand: what is delivered is given back again and again.
    /// Nothing may be retried or buried because of it.
    mutating func outages(of duration: Duration) async throws {
        let management = fleet.town.management
        try await management.declareQueue("outage")
        for exchange in [Exchange.retry, Exchange.dead] {
            try await management.bind("outage", to: exchange, key: "%23")
        }
        for server in [FaultServers.Kind.database, .broker] {
            say("\(server.rawValue) away for \(duration)")
            let healed = try await outage(of: server, for: duration)
            let seconds = try await fleet.recovery(since: healed, load, within: .seconds(90))
            note(server == .broker ? .brokerKilled : .databaseKilled, seconds)
        }
        await load.publishLater()
        await quiet(FaultQuiet(town: fleet.town, ignoring: ["outage"]))
        let charged = try await fleet.town.publisher.passivelyDeclare(queue: "outage")?.messages ?? 0
        if charged > 0 { fail("\(charged) deliveries were charged an attempt or buried in an outage") }
        try await management.deleteQueue("outage")
    }

    /// Events go on coming while the database is away; of the broker's absence their publisher sees as much as anybody.
    private func outage(of server: FaultServers.Kind, for duration: Duration) async throws -> ContinuousClock.Instant {
        let before = Task { await load.burst(60) }
        try await fleet.servers.run("kill", server.rawValue)
        let end = ContinuousClock.now + duration
        let during = Task { await load.burst(200) }
        await FaultInjection.wait(until: end)
        let healed = try await fleet.servers.restart(server)
        _ = await (before.value, during.value)
        return healed
    }
}
