package import Domain
package import Foundation

/// `notice.replied`: somebody answered by telephone text, as his carrier passes it on. [contracts.md, Events]
package struct NoticeRepliedEvent: Sendable, Equatable {
    package static let type = "notice.replied"
    /// Replies in one call of a carrier, at most.
    package static let limit = 1000

    package let phone: PhoneNumber
    /// As it came.
    package let text: String

    /// Reads `{"phone", "text"}`; an empty text is a reply too, but says nothing.
    package static func parse(_ event: CloudEvent) throws(Rejection) -> NoticeRepliedEvent {
        let data = try EventFields(object: event.data)
        guard let phone = PhoneNumber(try data.text("phone")) else {
            throw data.wrong("phone", "a phone number of 3 to 15 digits")
        }
        return NoticeRepliedEvent(phone: phone, text: try data.optionalText("text", limit: 4000) ?? "")
    }

    /// A carrier's message from a phone as the event that it is.
    /// - Parameters:
    ///   - id: the carrier's, the same however often it brings it.
    package static func event(id: String, gateway: String, phone: PhoneNumber, text: String, at: Date) -> CloudEvent {
        CloudEvent(
            id: id, source: source(of: gateway), type: type, subject: nil, time: at,
            data: ["phone": .string(phone.digits), "text": .string(text)])
    }

    private static func source(of gateway: String) -> String { "lianhu/gateway/\(gateway)" }

    /// Reads `{"replies": [{"id", "phone", "text", "at"}]}` of a carrier's call as the events that they are, so that
    /// they take the way of all events. The carrier's id makes the event's: the same reply again is the same event.
    /// - Parameters:
    ///   - path: how rejections name the document.
    ///   - received: counts where the carrier gives no time.
    package static func events(
        in json: JSON, at path: String, gateway: String, received: Date
    ) throws(Rejection) -> [CloudEvent] {
        let fields = try EventFields(object: json, path: path)
        var events: [CloudEvent] = []
        for field in try fields.list("replies", limit: limit) {
            let reply = try EventFields(object: field.data, path: field.path)
            let event = CloudEvent(
                id: try reply.text("id"), source: source(of: gateway), type: type, subject: nil,
                time: try reply.optionalTime("at") ?? received, data: reply.data)
            _ = try parse(event)
            events.append(event)
        }
        return events
    }
}
