/// A text for one phone.
package struct SMPPMessage: Sendable, Equatable {
    package let phone: String
    package let text: String
    /// Goes before all that are not.
    package let isUrgent: Bool

    package init(phone: String, text: String, isUrgent: Bool = false) {
        self.phone = phone
        self.text = text
        self.isUrgent = isUrgent
    }
}
