package import Foundation

/// A person in a post, as a table that people keep has it. Somebody with several posts has several.
package struct Posting: Sendable, Equatable {
    package let officer: Int64
    package let name: String
    package let phone: PhoneNumber
    package let role: PostRole
    package let area: AreaCode
    /// Nil: from ever.
    package let since: Date?
    /// Nil: until further notice.
    package let until: Date?
    /// The person's own working hours; nil for the township's. [R3]
    package let hours: DutyHours?

    package init(
        officer: Int64, name: String, phone: PhoneNumber, role: PostRole, area: AreaCode, since: Date?, until: Date?,
        hours: DutyHours? = nil
    ) {
        self.officer = officer
        self.name = name
        self.phone = phone
        self.role = role
        self.area = area
        self.since = since
        self.until = until
        self.hours = hours
    }
}
