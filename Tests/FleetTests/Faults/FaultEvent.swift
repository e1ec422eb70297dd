import AMQP
import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// One published thing of the faults' load, and what must become of it.
struct FaultEvent: Sendable {
    /// What it is; the table counts by it.
    enum Kind: String, CaseIterable, Sendable {
        case report, merging, act, early, notice, rental, malformed, failingNow, failing, deadly, probe
    }

    /// What must become of it.
    enum Fate: Sendable, Equatable {
        /// A report of the matter with this reference.
        case reported(String)
        /// An act on the matter with this reference.
        case acted(String)
        /// One text to this phone.
        case told(phone: String)
        /// A house with this code.
        case registered(String)
        /// One dead letter with this reason.
        case dead(String)
    }

    static let source = "faults/desk"

    let kind: Kind
    /// Its number within the run: unique, also where the event itself has no id.
    let id: String
    let fate: Fate
    let message: AMQPMessage
    /// A number that is texted the receipt, for reports that name one.
    var phone: String?

    var key: EventKey { EventKey(source: Self.source, id: id) }
    var bodyKey: EventKey { EventKey(hashing: message.body) }
}

extension FaultEvent {
    /// An event as its publisher sends it.
    init(_ kind: Kind, _ event: CloudEvent, _ fate: Fate, urgent: Bool = false, phone: String? = nil) {
        let encoded = event.encoded()
        self.init(
            kind: kind, id: event.id, fate: fate,
            message: Self.message(
                body: encoded.body, contentType: encoded.contentType, key: (urgent ? "urgent." : "") + event.type),
            phone: phone)
    }

    static func message(body: [UInt8], contentType: String?, key: String) -> AMQPMessage {
        AMQPMessage(
            exchange: Exchange.events, routingKey: key, properties: AMQPProperties(contentType: contentType), body: body
        )
    }

    static func report(
        _ kind: Kind, _ id: String, of matter: String, severity: Severity = .normal, text: String? = nil,
        phone: String? = nil, at time: Date, urgent: Bool = false
    ) -> FaultEvent {
        var data = JSONObject()
        data["text"] = .string(text ?? "\(kind.rawValue) \(id)")
        data["place"] = .string(FleetTown.grid)
        data["category"] = "environment"
        data["severity"] = .string(severity.rawValue)
        if let phone { data["reporter"] = ["phone": .string(phone)] }
        return FaultEvent(
            kind, event("incident.reported", id, subject: matter, at: time, .object(data)), .reported(matter),
            urgent: urgent, phone: phone)
    }

    /// - Parameter type: an act on an incident; a transfer asks the officer next door.
    static func act(
        _ kind: Kind, _ id: String, on matter: String, type: String = "incident.accepted", at time: Date
    ) -> FaultEvent {
        let data: JSON = ["actor": "officer:1", "to": ["officer": 2]]
        return FaultEvent(kind, event(type, id, subject: matter, at: time, data), .acted(matter))
    }

    static func notice(_ id: String, to phone: String, isEmergency: Bool, at time: Date) -> FaultEvent {
        let data: JSON = [
            "key": .string(id), "purpose": "faults", "priority": isEmergency ? "emergency" : "normal",
            "audience": ["add": [["phones": [.string(phone)]]]], "text": .string("notice \(id)"),
        ]
        return FaultEvent(
            .notice, event("notice.requested", id, subject: id, at: time, data), .told(phone: phone),
            urgent: isEmergency, phone: phone)
    }

    static func rental(_ kind: Kind, _ id: String, urgent: Bool = false, at time: Date) -> FaultEvent {
        let data: JSON = [
            "rental": .string(id), "area": .string(FleetTown.unit), "address": "村口", "occupancy": 3,
            "landlord": ["name": "庚", "phone": "13900000018"],
        ]
        return FaultEvent(
            kind, event("rental.registered", id, subject: id, at: time, data), .registered(id), urgent: urgent)
    }

    static func event(_ type: String, _ id: String, subject: String, at time: Date, _ data: JSON) -> CloudEvent {
        CloudEvent(id: id, source: source, type: type, subject: subject, time: time, data: data)
    }
}
