import AMQP
import Domain
import Events
import Foundation
import Postgres
import Store
import Testing

@testable import Fleet
@testable import IntakeWorker

/// A process that dies between commit and publish leaves what it had to tell to whoever gets the delivery next.
@Suite struct UnpublishedTests {
    @Test func aDuplicateBringsWhatItsCauseHasStillToTell() async throws {
        try await TownDatabase.run { settings in
            let pool = PostgresPool(settings: settings)
            let handler = IntakeHandler(policies: PolicyBook(.standard))
            let batch = BatchTransaction(handler: handler, pool: pool, lease: 60, lane: "ordinary")
            let event = FleetTown.report("r1", place: .string(FleetTown.unit))
            let arrival = Arrival(
                event: event, input: try handler.parse(event), cause: EventKey(source: event.source, id: event.id),
                at: FleetTown.morning, since: FleetTown.morning)
            let delivery = AMQPDelivery(
                generation: 1, tag: 1, redelivered: false, exchange: Exchange.events, routingKey: event.type,
                properties: AMQPProperties(), body: event.encoded().body)
            let item = WorkItem<IntakeInput>(delivery: delivery, content: .arrival(arrival))
            var tries = BatchTries()
            let first = try await batch.run([item], at: FleetTown.morning, &tries)
            let second = try await batch.run([item], at: FleetTown.morning, &tries)
            #expect(first.outbox.count >= 2)
            #expect(second.settlements.map(\.isDuplicate) == [true])
            #expect(Set(second.outbox.map(\.eventID)) == Set(first.outbox.map(\.eventID)))
            // Had the first commit not been answered, it would have been ours all the same.
            tries.fresh = [arrival.cause]
            tries.failed(PostgresError(.commitUnknown, "no answer"))
            let third = try await batch.run([item], at: FleetTown.morning, &tries)
            #expect(third.settlements.map(\.isDuplicate) == [false])
            await pool.close()
        }
    }
}
