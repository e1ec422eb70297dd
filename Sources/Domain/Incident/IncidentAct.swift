/// What somebody did about an incident that he names by our number or by his own reference.
package struct IncidentAct: Sendable, Equatable {
    package let number: String?
    package let reference: String?
    /// The fact as it will stand in the history; its time is the event's.
    package let entry: IncidentEntry

    package init(number: String?, reference: String?, entry: IncidentEntry) {
        self.number = number
        self.reference = reference
        self.entry = entry
    }
}
