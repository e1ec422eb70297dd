/// What an assignment is decided about.
package struct Matter: Sendable, Equatable {
    package let category: Category
    package let severity: Severity
    /// The most exact area known.
    package let place: AreaCode
    /// Officers who gave it back, and are not asked again.
    package let declined: Set<Int64>
    /// How often it had to begin again: so many levels above the grid's officer it goes.
    package let level: Int

    package init(
        category: Category, severity: Severity, place: AreaCode, declined: Set<Int64> = [], level: Int = 0
    ) {
        self.category = category
        self.severity = severity
        self.place = place
        self.declined = declined
        self.level = level
    }
}
