import Events
import Foundation
import TestSupport

/// What publishers get wrong, with the reason that its dead letter must bear.
enum MalformedEvent: String, CaseIterable {
    case truncated, withoutText, withoutID, unknownType, garbage, noCloudEvent, wrongTime, tooLarge

    /// - Parameter id: stands in every body, so that each is a letter of its own.
    func event(_ id: String, _ seeded: inout Seeded) -> FaultEvent {
        FaultEvent(
            kind: .malformed, id: id, fate: .dead(reason.rawValue),
            message: FaultEvent.message(
                body: body(id, &seeded),
                contentType: self == .noCloudEvent ? "text/plain" : "application/cloudevents+json",
                key: "incident.reported"))
    }

    private var reason: RejectionReason {
        switch self {
        case .truncated: .badJSON
        case .withoutText: .badData
        case .withoutID: .missingAttribute
        case .unknownType: .unknownType
        case .garbage: .badEncoding
        case .noCloudEvent: .notCloudEvent
        case .wrongTime: .badTime
        case .tooLarge: .tooLarge
        }
    }

    private func body(_ id: String, _ seeded: inout Seeded) -> [UInt8] {
        let whole = Array(document(id).utf8)
        switch self {
        case .truncated: return Array(whole.prefix(whole.count - Int.random(in: 1...20, using: &seeded)))
        case .garbage:
            return [0xFF] + Array(id.utf8) + (0..<64).map { _ in UInt8.random(in: 0...255, using: &seeded) }
        case .tooLarge: return whole + [UInt8](repeating: UInt8(ascii: " "), count: CloudEvent.sizeLimit)
        default: return whole
        }
    }

    private func document(_ id: String) -> String {
        let name = self == .withoutID ? "nobody" : "id"
        let type = self == .unknownType ? "incident.exploded" : "incident.reported"
        let data = self == .withoutText ? #"{"place":"330604112221001"}"# : #"{"text":"\#(rawValue)"}"#
        let time = self == .wrongTime ? "yesterday" : "2026-03-02T08:00:00+08:00"
        return
            #"{"specversion":"1.0","\#(name)":"\#(id)","source":"faults/desk","type":"\#(type)","time":"\#(time)","#
            + #""data":\#(data)}"#
    }
}
