import AMQP
import Domain
import Events
import Fleet
import Foundation
import Store

/// Publishes the village's day at the times of the fleet's clock, confirmed, and waits until all of it has settled.
struct VillagePlayer {
    /// The slowest clock at which a day is worth waiting for.
    private static let slowest = 60.0
    /// Minutes after midnight at which the day is over.
    private static let end = 18 * 60

    let context: CommandContext
    let clock: FleetClock

    func play() async throws {
        guard clock.speed >= Self.slowest else {
            throw CommandFailure(
                .usage,
                "a day would take too long: give the fleet a fast clock, LIANHU_CLOCK='2026-03-02T06:00:00+08:00*900'")
        }
        let calendar = context.policy.calendar
        let day = VillageDay(day: calendar.local(clock.now()).day, calendar: calendar)
        let publisher = context.publisher
        for act in day.acts {
            try await wait(until: day.instant(act.minute))
            try await publish(act, publisher)
            print(String(format: "  %02d:%02d  ", act.minute / 60, act.minute % 60) + act.caption)
        }
        try await wait(until: day.instant(Self.end))
        await publisher.close()
        try await settle(day)
    }

    private func wait(until instant: Date) async throws {
        try await Task.sleep(for: clock.realInterval(until: instant))
    }

    /// Until the broker has it, however often that takes: the ids stay the same, so it counts once.
    private func publish(_ act: VillageDay.Act, _ publisher: AMQPPublisher) async throws {
        var backoff = Backoff()
        let told = ToldEvent(act.event, urgent: act.isUrgent)
        var properties = AMQPProperties()
        properties.contentType = "application/cloudevents+json"
        properties.userID = context.settings.broker.user
        let message = AMQPMessage(
            exchange: Exchange.events, routingKey: told.routingKey, mandatory: true, properties: properties,
            body: act.event.encoded().body)
        for _ in 0..<20 {
            if let outcome = try? await publisher.publish([message]).first, outcome == .confirmed { return }
            await backoff.wait()
        }
        throw CommandFailure(.tryAgain, "the broker takes no events: run `lianhu doctor`")
    }

    /// Every event is done with or a dead letter, everything told is published, every text sent and receipted.
    private func settle(_ day: VillageDay) async throws {
        let events = day.acts.map(\.event)
        let keys = events.map { EventKey(source: $0.source, id: $0.id) }
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            let done = try await context.pool.load(DayStore.done(keys))
            let dead = try await context.pool.load(DayStore.dead(ofEvents: events.map(\.id)))
            let outbox = try await context.pool.load(DayStore.counts(.outbox)).first?.count ?? 0
            let due = try await context.pool.load(DayStore.counts(.dueDeliveries(clock.now()))).first?.count ?? 0
            if done + dead >= events.count, outbox == 0, due == 0 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Terminal.complain("not everything has settled after half a minute: see `lianhu status`")
    }
}
