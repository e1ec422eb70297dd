import Fleet
import Foundation
import TestSupport

extension FaultRun {
    /// Kills one broker of three, then another, then two at once, each time until all is whole again.
    mutating func killBrokers(of cluster: FaultCluster) async throws {
        let leader = try await cluster.leader(of: Worker.intake.queue(urgent: false))
        try await killOne(leader, .leaderKilled, of: cluster)
        let (busiest, connections) = try await cluster.busiest(but: leader)
        if connections == 0 { fail("nobody is connected to \(busiest.name)") }
        try await killOne(busiest, .nodeKilled, of: cluster)
        try await killMajority(of: cluster)
    }

    /// Two go on without the third: what counts is the time since it was killed, not since it came back.
    private mutating func killOne(
        _ victim: FaultServers, _ fault: Fault, of cluster: FaultCluster
    ) async throws {
        let killed = try await cluster.kill([victim])
        try await recovered(from: fault, since: killed)
        try await expect("node \(victim.node) of the broker's cluster is down", of: cluster, without: [victim])
        _ = try await cluster.restart([victim])
        try await cluster.whole()
        try await fleet.allReady(within: .seconds(30))
    }

    /// One alone may not go on: what is published meanwhile is confirmed once two are there again.
    private mutating func killMajority(of cluster: FaultCluster) async throws {
        let victims = Array(cluster.brokers.dropLast())
        _ = try await cluster.kill(victims)
        let burst = Task { [load] in await load.burst(60) }
        try await expect("queue lianhu.intake stands still", of: cluster, without: victims)
        let healed = try await cluster.restart(victims)
        await burst.value
        try await recovered(from: .majorityKilled, since: healed)
        try await cluster.whole()
    }

    private mutating func recovered(from fault: Fault, since healed: ContinuousClock.Instant) async throws {
        let seconds = try await fleet.recovery(since: healed, load, within: .seconds(90))
        note(fault, seconds)
        say("\(fault.title): back after \(seconds.rounded(toPlaces: 2)) s")
    }

    private mutating func expect(
        _ problem: String, of cluster: FaultCluster, without victims: [FaultServers]
    ) async throws {
        guard let witness = cluster.brokers.first(where: { broker in !victims.contains { $0.name == broker.name } })
        else { return }
        let findings = try await cluster.diagnosis(through: witness, fleet.town)
        if !findings.contains(where: { $0.problem.hasPrefix(problem) }) {
            fail("the doctor does not say '\(problem)', but \(findings.map(\.problem))")
        }
    }
}
