import Domain
import Foundation

@testable import AMQP
@testable import Events
@testable import Fleet

/// The data of each event type, as text, inside an event that is in order.
enum FactFuzz {
    private static let types = Worker.allCases.flatMap(\.types)

    static func run(_ input: FuzzInput) {
        var input = input
        let type = input.pick(types)
        guard let data = try? JSON.parse(input.rest) else { return }
        let event = CloudEvent(
            id: "1", source: "urn:x", type: type, subject: "s", time: Date(timeIntervalSince1970: 1_772_416_800),
            data: data.storable)
        EventFuzz.decodeByWorkers(delivery(event.encoded()))
        if type == NoticeRequestedEvent.type { isWrittenAsRead(event) }
    }

    private static func delivery(_ message: EventMessage) -> AMQPDelivery {
        AMQPDelivery(
            generation: 1, tag: 1, redelivered: false, exchange: "lianhu.events", routingKey: message.routingKey,
            properties: AMQPProperties(contentType: message.contentType), body: message.body)
    }

    private static func isWrittenAsRead(_ event: CloudEvent) {
        guard let request = try? NoticeRequestedEvent.parse(event) else { return }
        let written = NoticeRequestedEvent.event(request, source: "urn:x", id: "1", time: Date())
        let again = try? NoticeRequestedEvent.parse(written)
        FuzzCheck.holds(again?.audience == request.audience && again?.text == request.text, "a notice survives")
        FuzzCheck.holds(TextSegments(request.text).count > 0, "a text has segments")
    }
}
