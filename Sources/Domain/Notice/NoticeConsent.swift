/// Whether somebody wants notices that are no emergency, with the evidence. [domain.md 2, Consent]
package enum NoticeConsent: Sendable, Equatable {
    /// Not any more, in these words of that event.
    case out(PhoneNumber, source: String, event: String, words: String)
    case back(PhoneNumber)
}
