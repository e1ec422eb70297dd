package import Domain
import Foundation

/// `notice.replied`: somebody answered by telephone text, as his carrier passes it on. [contracts.md, Events]
package struct NoticeRepliedEvent: Sendable, Equatable {
    package static let type = "notice.replied"

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
}
