import AMQP
import Domain
import Events
import Fleet
import Foundation
import TestSupport

/// A seeded stream of numbered events: reports, acts on them before and after, doubles now and much later, and what no
/// worker can do anything with. It remembers what it has published.
actor FaultLoad {
    /// How the telephones of those begin who report, and of those whom notices are for.
    static let phonePrefix = "1371"

    private let publisher: AMQPPublisher
    private let probes: AMQPPublisher
    private let clock: FaultClock
    private let poison: PoisonFolder
    private var seeded: Seeded
    private var number = 0
    private(set) var published: [String: FaultEvent] = [:]
    /// How often each was handed to the broker, tries of unknown outcome included.
    private(set) var tries: [String: Int] = [:]
    private(set) var doubles = 0
    /// What is published later: after so many other events.
    private var later: [(after: Int, event: FaultEvent)] = []
    private var matters: [String] = []

    /// Only what can be done: nothing that fails, nothing that cannot be read.
    private var isInnocent: Bool

    init(_ fleet: FaultFleet, seed: UInt64, isInnocent: Bool = false) {
        self.isInnocent = isInnocent
        publisher = AMQPPublisher(settings: fleet.town.broker)
        probes = AMQPPublisher(settings: fleet.town.broker)
        clock = fleet.clock
        poison = fleet.poison
        seeded = Seeded(seed)
    }

    /// From now on with what fails and what cannot be read.
    func mixIn() { isInnocent = false }

    /// Publishes about so many events a second until the task is cancelled, then what was put off.
    func run(perSecond rate: Double) async {
        while !Task.isCancelled {
            let start = ContinuousClock.now
            await publish(nextEvents(), through: publisher)
            await waitUntil(start + .seconds(1 / rate))
        }
        await publishLater()
    }

    /// What was put off, now: reports among it whose acts wait for them.
    func publishLater() async {
        await publish(later.map(\.event), through: publisher)
        later = []
    }

    /// As many new ones, at once.
    func burst(_ count: Int) async {
        var events: [FaultEvent] = []
        for _ in 0..<count { events += nextEvents() }
        await publish(events, through: publisher)
    }

    /// An emergency and a house, published now: with both done, every kind of worker works.
    func probe() async -> (report: FaultEvent, rental: FaultEvent) {
        let id = nextID("probe")
        let report = FaultEvent.report(
            .probe, id, of: "m-\(id)", severity: .emergency, at: clock.now, urgent: true)
        let rental = FaultEvent.rental(.probe, nextID("probe"), urgent: true, at: clock.now)
        await publish([report, rental], through: probes)
        return (report, rental)
    }

    /// One that kills whoever decodes it.
    func publishDeadly() async -> FaultEvent {
        let id = nextID("deadly")
        let report = FaultEvent.report(
            .deadly, id, of: "m-\(id)", text: "\(FaultFleet.deadlyText) \(id)", at: clock.now)
        let event = FaultEvent(
            kind: .deadly, id: id, fate: .dead("suspectedPoison"), message: report.message)
        await publish([event], through: probes)
        return event
    }

    /// Reports that fail for now, so that the first level of the retry ladder fills.
    func publishFailingNow(_ count: Int) async {
        await publish((0..<count).map { _ in failingNow() }, through: probes)
    }

    func close() async {
        await publisher.close()
        await probes.close()
    }

    // MARK: - What comes next

    private func nextEvents() -> [FaultEvent] {
        let due = later.filter { $0.after <= number }.map(\.event)
        later.removeAll { $0.after <= number }
        return due + fresh()
    }

    private func fresh() -> [FaultEvent] {
        switch Int.random(in: 0..<(isInnocent ? 87 : 100), using: &seeded) {
        case 0..<46: return doubled(report())
        case 46..<53: return merging()
        case 53..<69: return doubled(act())
        case 69..<74: return early()
        case 74..<82: return doubled(notice())
        case 82..<87: return doubled(.rental(.rental, nextID("rental"), at: clock.now))
        case 87..<95: return [malformed()]
        case 95..<98: return [failingNow()]
        default:
            let id = nextID("failing")
            let report = FaultEvent.report(.failing, id, of: "m-\(id)", text: "always fails \(id)", at: clock.now)
            return [FaultEvent(kind: .failing, id: id, fate: .dead("failed"), message: report.message)]
        }
    }

    private func report() -> FaultEvent {
        let id = nextID("report")
        let severity = seeded.pick([Severity.low, .normal, .normal, .urgent, .emergency], or: .normal)
        matters.append("m-\(id)")
        return .report(
            .report, id, of: "m-\(id)", severity: severity, phone: seeded.oneIn(4) ? phone() : nil, at: clock.now,
            urgent: severity == .emergency && !seeded.oneIn(4))
    }

    /// Two to four reports of one matter.
    private func merging() -> [FaultEvent] {
        let matter = "m-\(nextID("matter"))"
        matters.append(matter)
        return (0...Int.random(in: 1...3, using: &seeded)).flatMap { _ in
            doubled(.report(.merging, nextID("merging"), of: matter, at: clock.now))
        }
    }

    /// An act whose report comes later.
    private func early() -> [FaultEvent] {
        let id = nextID("report")
        let act = FaultEvent.act(.early, nextID("early"), on: "m-\(id)", at: clock.now.addingTimeInterval(30))
        putOff(.report(.report, id, of: "m-\(id)", at: clock.now), by: 1...20)
        return [act]
    }

    private func notice() -> FaultEvent {
        .notice(nextID("notice"), to: phone(), isEmergency: seeded.oneIn(3), at: clock.now)
    }

    private func malformed() -> FaultEvent {
        let kind = seeded.oneIn(20) ? .tooLarge : seeded.pick(MalformedEvent.allCases.dropLast(), or: .truncated)
        return kind.event(nextID("malformed"), &seeded)
    }

    private func failingNow() -> FaultEvent {
        let id = nextID("ill")
        poison.poison(id)
        return .report(.failingNow, id, of: "m-\(id)", text: "fails now \(id)", at: clock.now)
    }

    /// Every eighth comes twice at once, every tenth again much later.
    private func doubled(_ event: FaultEvent) -> [FaultEvent] {
        if seeded.oneIn(10) { putOff(event, by: 20...400) }
        return seeded.oneIn(8) ? [event, event] : [event]
    }

    private func putOff(_ event: FaultEvent, by distance: ClosedRange<Int>) {
        later.append((number + Int.random(in: distance, using: &seeded), event))
    }

    /// On a matter of late, or a report where there is none yet.
    private func act() -> FaultEvent {
        guard let matter = matters.suffix(200).randomElement(using: &seeded) else { return report() }
        let words = ["accepted", "accepted", "progressed", "resolved", "declined", "transferred", "reopened"]
        let type = "incident." + seeded.pick(words, or: "accepted")
        return .act(.act, nextID("act"), on: matter, type: type, at: clock.now.addingTimeInterval(30))
    }

    private func phone() -> String { Self.phonePrefix + "\(10_000_000 + number)".suffix(7) }

    private func nextID(_ word: String) -> String {
        number += 1
        return "\(word)-\(number)"
    }

    // MARK: - Publishing

    /// Until all are confirmed: a publisher whose confirm did not come publishes the same again.
    private func publish(_ events: [FaultEvent], through publisher: AMQPPublisher) async {
        var rest = events
        for event in events where published.updateValue(event, forKey: event.id) != nil { doubles += 1 }
        while !rest.isEmpty {
            for event in rest { tries[event.id, default: 0] += 1 }
            if let outcomes = try? await publisher.publish(rest.map(\.message)) {
                rest = zip(rest, outcomes).filter { $0.1 != .confirmed }.map(\.0)
            }
            if !rest.isEmpty { await waitUntil(.now + .milliseconds(200)) }
        }
    }

    /// Cancelled or not, it does not spin: what is open must be published.
    private func waitUntil(_ instant: ContinuousClock.Instant) async {
        await Task { try? await Task.sleep(until: instant, clock: .continuous) }.value
    }
}
