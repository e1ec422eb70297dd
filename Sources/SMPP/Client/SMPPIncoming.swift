/// What a phone sent, or one part of it.
package struct SMPPIncoming: Sendable, Equatable {
    /// The same when the carrier brings it again because it was not told that it was taken; another when a phone sends
    /// the same text again.
    package let id: String
    package let phone: String
    /// Our number, as the phone wrote to it.
    package let to: String
    /// Octets, coding, and which part of a longer text it is: parts are brought one by one, for a carrier may wait for
    /// the answer to one before it sends the next. ``SMPPContent/init(joining:)`` puts them together.
    package let content: SMPPContent

    /// The text, or this part's.
    package var text: String { content.text }
}
