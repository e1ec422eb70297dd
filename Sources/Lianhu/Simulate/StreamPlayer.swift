import AMQP
import Domain
import Events
import Fleet
import Foundation
import Store

/// Publishes a made-up day, confirmed, and waits until the fleet has done with it.
struct StreamPlayer {
    /// What playing showed.
    struct Outcome: Sendable {
        /// Real seconds from the first event to the last confirm.
        var playing = 0.0
        /// Real seconds from there until nothing was under way any more; nil if that took too long.
        var draining: Double?
        var waits: [EmergencyWatch.Wait] = []
        var backlog: [BacklogWatch.Peak] = []
        /// What became of every event.
        var ledger = EventLedger()
        /// Under how many incidents the reports of the one fire are filed.
        var fireIncidents = 0
    }

    /// At most so many in flight at once.
    private static let batch = 500
    /// How long the fleet may take to work off what is left, in real seconds.
    private static let patience = 900.0

    let context: CommandContext
    let clock: FleetClock
    let stream: SimulatedStream
    let isFast: Bool
    let groups: [EventLedger.Group]

    init(context: CommandContext, clock: FleetClock, stream: SimulatedStream, isFast: Bool) {
        self.context = context
        self.clock = clock
        self.stream = stream
        self.isFast = isFast
        groups = stream.groups
    }

    func play() async throws -> Outcome {
        let (emergencies, backlog) = (EmergencyWatch(pool: context.pool), BacklogWatch(context.publisher))
        let start = ContinuousClock.now
        var outcome = Outcome()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await emergencies.run() }
            group.addTask { try await backlog.run(clock) }
            try await publishAll(emergencies)
            outcome.playing = (ContinuousClock.now - start) / .seconds(1)
            outcome.draining = try await drain(backlog)
            await emergencies.end()
            await backlog.end()
            try await group.waitForAll()
        }
        Terminal.endProgress()
        outcome.waits = await emergencies.waits
        outcome.backlog = await backlog.peaks
        outcome.ledger = try await EventLedger.load(groups, context)
        let fire = stream.urgent.filter { stream.reports[$0.report].part == .fire }.map(stream.id)
        outcome.fireIncidents = try await context.pool.load(SimulationStore.incidents(ofReports: fire))
        return outcome
    }

    /// Emergencies have a connection of their own: they wait for nobody's confirms.
    private func publishAll(_ emergencies: EmergencyWatch) async throws {
        let (urgent, ordinary) = (context.publisher, context.publisher)
        async let first: Void = publish(stream.urgent, urgent, batch: 50, emergencies)
        async let second: Void = publish(stream.ordinary, ordinary, batch: Self.batch, nil)
        _ = try await (first, second)
        await urgent.close()
        await ordinary.close()
    }

    private func publish(
        _ items: [SimulatedStream.Item], _ publisher: AMQPPublisher, batch size: Int, _ watch: EmergencyWatch?
    ) async throws {
        var next = 0
        while next < items.count {
            if !isFast { try await Task.sleep(for: clock.realInterval(until: stream.instant(items[next]))) }
            let now = clock.now()
            let due = items[next...].prefix(size).prefix { isFast || stream.instant($0) <= now }
            // The clock may be a moment short of an instant it was asked to wait for.
            let batch = due.isEmpty ? items[next...next] : due
            try await publish(batch.map { event($0, now) }, publisher, watch)
            next += batch.count
            if watch == nil { Terminal.progress("\(next) of \(items.count) published, \(context.times.minute(now))") }
        }
    }

    private func event(_ item: SimulatedStream.Item, _ now: Date) -> ToldEvent {
        let event = stream.event(item, time: isFast ? now : stream.instant(item))
        let report = stream.reports[item.report]
        let isUrgent = item.step == .reported && report.severity == .emergency
        return ToldEvent(event, urgent: isUrgent, area: item.step == .reported ? report.area : nil)
    }

    /// Until the broker has all of it, however often that takes: the ids stay the same, so each counts once.
    private func publish(_ events: [ToldEvent], _ publisher: AMQPPublisher, _ watch: EmergencyWatch?) async throws {
        var backoff = Backoff()
        var left = events.map(message)
        await watch?.add(events.map(\.event))
        for _ in 0..<100 {
            if let outcomes = try? await publisher.publish(left) {
                left = zip(left, outcomes).filter { $1 != .confirmed }.map(\.0)
            }
            if left.isEmpty { return }
            await backoff.wait()
        }
        throw CommandFailure(.tryAgain, "the broker takes no events: run `lianhu doctor`, then play again")
    }

    private func message(_ told: ToldEvent) -> AMQPMessage {
        AMQPMessage(
            exchange: Exchange.events, routingKey: told.routingKey,
            properties: AMQPProperties(
                contentType: "application/cloudevents+json", messageID: told.event.id,
                userID: context.settings.broker.user),
            body: told.event.encoded().body)
    }

    /// Everything published is accounted for, and no queue, outbox or text is under way.
    private func drain(_ backlog: BacklogWatch) async throws -> Double? {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(Self.patience) {
            let waiting = await backlog.waiting
            let outbox = try await context.pool.load(DayStore.counts(.outbox)).first?.count ?? 0
            Terminal.progress("published; \(waiting) wait in queues, \(outbox) in the outbox")
            if waiting == 0, outbox == 0, try await EventLedger.load(groups, context).isBalanced {
                return (ContinuousClock.now - start) / .seconds(1)
            }
            try await Task.sleep(for: .seconds(1))
        }
        return nil
    }
}
