/// What somebody did about an incident that he names by our number or by his own reference.
package struct IncidentAct: Sendable, Equatable {
    package let number: String?
    package let reference: String?
    /// The fact as it will stand in the history; its time is the event's.
    package var entry: IncidentEntry
    /// For a transfer to the desk of a level above the place, which only the incident knows.
    package var toLevel: AreaLevel?
    /// For a transfer to the department that leads the category, which only the territory knows.
    package var toLead = false
    /// For an amendment: where it happened instead.
    package var place: IncidentReport.PlaceHints?
    /// For a rung climbed: which deadline was missed.
    package var missed: EscalationTimer.Kind?

    package init(number: String?, reference: String?, entry: IncidentEntry) {
        self.number = number
        self.reference = reference
        self.entry = entry
    }
}
