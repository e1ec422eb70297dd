import Domain
import Foundation
import Logging

@testable import AMQP
@testable import EscalationWorker
@testable import Events
@testable import Fleet
@testable import InspectionWorker
@testable import IntakeWorker
@testable import NoticeWorker

/// CloudEvents in both modes: decode, encode, decode again, and hand to each worker.
enum EventFuzz {
    private static let structured = [
        "application/cloudevents+json", "application/cloudevents+json; charset=GB18030",
        "Application/CloudEvents; charset=\"utf-8\"", "application/cloudevents-batch+json",
    ]

    /// The first byte chooses: structured mode with one of four content types, or binary mode.
    static func run(_ input: FuzzInput) {
        var input = input
        let mode = Int(input.byte()) % 8
        run(mode < 4 ? message(structured[mode], [:], input.rest) : binary(&input))
    }

    /// The content type, names and values up to an empty one, then the body.
    private static func binary(_ input: inout FuzzInput) -> EventMessage {
        let contentType = input.piece()
        var headers: [String: String] = [:]
        while let name = input.piece() { headers[name] = input.piece() ?? "" }
        return message(contentType, headers, input.rest)
    }

    private static func message(_ contentType: String?, _ headers: [String: String], _ body: [UInt8]) -> EventMessage {
        EventMessage(contentType: contentType, headers: headers, routingKey: "incident.reported", body: body)
    }

    private static func run(_ message: EventMessage) {
        do {
            let event = try CloudEvent.decode(message)
            survives(event, event.encoded(), "structured mode")
            survives(event, event.binaryEncoded(), "binary mode")
        } catch {
            FuzzCheck.isPresentable(error)
        }
        decodeByWorkers(delivery(message))
    }

    /// Fractions of a millisecond and years beyond 9999 are not written.
    private static func survives(_ event: CloudEvent, _ message: EventMessage, _ mode: String) {
        guard message.body.count <= CloudEvent.sizeLimit else { return }
        do {
            var again = try CloudEvent.decode(message)
            let moved = abs((again.time ?? .distantPast).timeIntervalSince(event.time ?? .distantPast))
            FuzzCheck.holds(moved < 0.002 || moved <= 86_400 && isAtEnd(event.time), "\(mode) moves the time")
            again.time = event.time
            FuzzCheck.holds(again == event, "\(mode) changes \(event) into \(again)")
        } catch {
            FuzzCheck.holds(false, "\(mode) is refused when read again: \(error)")
        }
    }

    private static func isAtEnd(_ time: Date?) -> Bool {
        guard let time else { return false }
        return !(-62_167_219_200.0...253_402_300_799.0).contains(time.timeIntervalSince1970)
    }

    private static func delivery(_ message: EventMessage) -> AMQPDelivery {
        AMQPDelivery(
            generation: 1, tag: 1, redelivered: false, exchange: "lianhu.events", routingKey: message.routingKey,
            properties: AMQPProperties(
                contentType: message.contentType, headers: message.headers.mapValues(AMQPValue.string)),
            body: message.body)
    }

    private static let sources = SourceRegistry(allowsUnregistered: true, fleetUser: "lianhu")
    private static let instant = Date(timeIntervalSince1970: 1_772_416_800)

    /// All four, each with the whole delivery.
    static func decodeByWorkers(_ delivery: AMQPDelivery) {
        decode(delivery, IntakeHandler(policies: PolicyBook(.standard)))
        decode(delivery, NoticeHandler(policies: PolicyBook(.standard), gateway: "g", logger: Logger(label: "fuzz")))
        decode(delivery, EscalationHandler(policies: PolicyBook(.standard)))
        decode(delivery, InspectionHandler())
    }

    private static func decode(_ delivery: AMQPDelivery, _ handler: some EventHandler) {
        let item = DeliveryDecoder(handler: handler, sources: sources).decode(delivery, at: instant)
        switch item.content {
        case .rejected(let rejection):
            FuzzCheck.isPresentable(rejection)
            _ = Reply.message(
                Settlement(delivery: delivery, verdict: .reject(rejection), isDuplicate: false, key: nil))
        case .arrival(let arrival):
            FuzzCheck.isStorable(arrival.input, "what \(handler.worker) reads")
            FuzzCheck.holds(!JSONFuzz.holdsNUL(arrival.event.data), "the data has no U+0000")
        }
    }
}
