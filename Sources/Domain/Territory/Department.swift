/// An actor outside the net with a duty phone: who is called when the net cannot help. [R4; domain.md, Vocabulary]
package struct Department: Sendable, Equatable {
    /// Short and Latin, as policies and audiences write it: `gas`.
    package let name: String
    /// As people know it.
    package let title: String
    package let phone: PhoneNumber
    /// Nil: for all of the territory.
    package let area: AreaCode?

    package init(name: String, title: String, phone: PhoneNumber, area: AreaCode?) {
        self.name = name
        self.title = title
        self.phone = phone
        self.area = area
    }

    /// Whether it can be a department's name: a small letter, then small letters, digits and hyphens, 40 at most.
    package static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, 0x61...0x7A ~= first, text.utf8.count <= 40 else { return false }
        return text.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2D }
    }
}
