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

    package init(
        officer: Int64, name: String, phone: PhoneNumber, role: PostRole, area: AreaCode, since: Date?, until: Date?
    ) {
        self.officer = officer
        self.name = name
        self.phone = phone
        self.role = role
        self.area = area
        self.since = since
        self.until = until
    }
}
