/// Where a report was placed, and by what.
package struct IncidentPlace: Sendable, Equatable {
    /// The name of the rule that found it.
    package enum Rule: String, Sendable { case area, household, rental, device, coordinates, home, nowhere }

    package let area: AreaCode
    /// The door, house or device where that is known: `household:17`; else empty.
    package let exact: String
    package let rule: Rule

    package init(area: AreaCode, exact: String = "", rule: Rule) {
        self.area = area
        self.exact = exact
        self.rule = rule
    }

    /// What makes two reports one thing: the door, house or device, else the unit; nothing coarser. [domain.md 1.2]
    package var sameness: String? {
        if !exact.isEmpty { return exact }
        return area.level == .unit ? "unit:\(area)" : nil
    }
}
