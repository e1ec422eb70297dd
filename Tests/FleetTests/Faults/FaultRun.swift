import Foundation
import TestSupport

/// A whole run: a fleet, its load, faults one after the other or two at once, quiet, ledger.
struct FaultRun {
    let fleet: FaultFleet
    let load: FaultLoad
    let rate: Double
    private(set) var seeded: Seeded
    private(set) var summary: FaultSummary
    private var lastWord = ContinuousClock.now
    /// Tells each step.
    let say: @Sendable (String) -> Void

    /// - Parameter rate: events a second.
    init(
        _ fleet: FaultFleet, seed: UInt64, rate: Double, isInnocent: Bool = false,
        say: @escaping @Sendable (String) -> Void = FaultOutput.note
    ) {
        self.fleet = fleet
        self.say = say
        self.rate = rate
        seeded = Seeded(seed)
        load = FaultLoad(fleet, seed: seed, isInnocent: isInnocent)
        summary = FaultSummary(seed: seed)
    }

    /// Runs the faults under load, in the order given; each item is one fault, or two that begin together.
    mutating func carryOut(
        _ rounds: some Sequence<[Fault]>, hold: ClosedRange<Double>, until end: ContinuousClock.Instant? = nil
    ) async throws {
        try await underLoad { run in
            for faults in rounds {
                if let end, ContinuousClock.now >= end { break }
                try await run.round(faults, hold: hold)
                await run.progress(until: end)
            }
        }
    }

    /// Publishes while `body` runs, then waits for quiet.
    mutating func underLoad(_ body: (inout FaultRun) async throws -> Void) async throws {
        let stream = Task { [load, rate] in await load.run(perSecond: rate) }
        let healer = Task { [fleet] in await fleet.poison.healUntilCancelled() }
        defer { for task in [stream, healer] { task.cancel() } }
        try await body(&self)
        stream.cancel()
        await stream.value
        await quiet(FaultQuiet(town: fleet.town))
    }

    /// What never becomes quiet is a violation, and the ledger says which.
    mutating func quiet(_ quiet: FaultQuiet) async {
        do { try await quiet.wait(within: .seconds(150)) } catch { fail("\(error)") }
    }

    /// Looks whether all is as it must be.
    mutating func check() async throws {
        let ledger = try await FaultLedger(fleet, load)
        summary.take(ledger, doubles: await load.doubles)
    }

    /// A line a minute, for whoever waits for a long run.
    private mutating func progress(until end: ContinuousClock.Instant?) async {
        guard let end, ContinuousClock.now - lastWord > .seconds(60) else { return }
        lastWord = .now
        let left = max(0, Int((end - .now) / .seconds(60)) + 1)
        FaultOutput.say("\(left) min left: \(await load.published.count) events, \(summary.counts)")
    }

    mutating func note(_ fault: Fault, _ seconds: Double) { summary.note([fault], recovery: seconds) }
    mutating func skip(_ fault: Fault) { summary.skip(fault) }
    mutating func fail(_ what: String) { summary.fail(what) }

    private mutating func round(_ faults: [Fault], hold: ClosedRange<Double>) async throws {
        let injections = faults.map { fault in
            // Now and then for longer than any lease, where the run has time for it.
            let stretch = hold.upperBound > 10 && seeded.oneIn(8) ? 3.0 : 1
            let injection = FaultInjection(
                fleet: fleet, load: load, hold: .seconds(stretch * Double.random(in: hold, using: &seeded)),
                seeded: Seeded(seeded.next()))
            return (fault, injection)
        }
        say("fault \(faults.map(\.title).joined(separator: " + "))")
        let healed = try await withThrowingTaskGroup(of: ContinuousClock.Instant.self) { group in
            for (fault, injection) in injections {
                group.addTask {
                    var injection = injection
                    return try await injection.carryOut(fault)
                }
            }
            return try await group.reduce(.now - .seconds(3600)) { max($0, $1) }
        }
        let seconds = try await fleet.recovery(since: healed, load, within: .seconds(90))
        summary.note(faults, recovery: seconds)
        say("      back after \(seconds.rounded(toPlaces: 2)) s")
    }
}

extension Double {
    /// For people.
    func rounded(toPlaces places: Int) -> String { String(format: "%.\(places)f", self) }
}
