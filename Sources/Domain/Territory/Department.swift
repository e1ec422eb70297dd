/// An actor outside the net with a duty phone: who is called when the net cannot help. [R4; domain.md, Vocabulary]
package struct Department: Sendable, Equatable {
    /// Short and Latin, as policies and audiences write it: `gas`.
    package let name: String
    /// As people know it.
    package let title: String
    package let phone: PhoneNumber
    /// Nil: for all of the territory.
    package let area: AreaCode?
    /// Categories whose matters it leads there. [R2]
    package let leads: [Category]

    /// What stands for the department that leads a matter's category, whichever that is; no department's name.
    package static let lead = "lead"

    package init(name: String, title: String, phone: PhoneNumber, area: AreaCode?, leads: [Category] = []) {
        self.name = name
        self.title = title
        self.phone = phone
        self.area = area
        self.leads = leads
    }

    /// Whether it can be a department's name: a small letter, then small letters, digits and hyphens, 40 at most; not
    /// `lead`.
    package static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, 0x61...0x7A ~= first, text.utf8.count <= 40, text != Self.lead else {
            return false
        }
        return text.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2D }
    }
}
