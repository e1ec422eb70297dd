package import Foundation

/// A promise that an incident will be looked at: unique by incident, kind, rung and policy edition.
package struct EscalationTimer: Sendable, Hashable {
    /// What has not happened by the deadline.
    package enum Kind: String, Sendable, CaseIterable { case accept, resolve, visit }

    /// The rung of a return visit at which the matter is closed: nobody answered, though reminded.
    package static let closingRung = 1

    /// The part of its identity that an incident's history knows.
    package struct Key: Sendable, Hashable {
        package let kind: Kind
        package let rung: Int
        package let edition: String

        package init(kind: Kind, rung: Int, edition: String) {
            self.kind = kind
            self.rung = rung
            self.edition = edition
        }

        /// The rung above.
        var next: Key { Key(kind: kind, rung: rung + 1, edition: edition) }
    }

    package let incident: Int64
    package let key: Key
    /// When to look: the deadline for the first rung, a step later for each further one.
    package let dueAt: Date
    /// The deadline that was missed when it fires.
    package let deadline: Date
    /// The incident's, so that emergencies are claimed first.
    package let severity: Severity

    package init(incident: Int64, key: Key, dueAt: Date, deadline: Date, severity: Severity) {
        self.incident = incident
        self.key = key
        self.dueAt = dueAt
        self.deadline = deadline
        self.severity = severity
    }

    /// Whether the other promises the same; instants that the store rounded to microseconds count as equal.
    package func agrees(with other: EscalationTimer) -> Bool {
        key == other.key && severity == other.severity
            && abs(dueAt.timeIntervalSince(other.dueAt)) < 0.001
            && abs(deadline.timeIntervalSince(other.deadline)) < 0.001
    }
}
