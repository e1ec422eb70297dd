package import Foundation

/// A promise that an incident will be looked at: unique by incident, kind, rung and policy edition.
package struct EscalationTimer: Sendable, Hashable {
    /// What has not happened by the deadline.
    package enum Kind: String, Sendable, CaseIterable {
        case accept
        /// Whoever took it did nothing since.
        case handle
        case resolve, visit
        /// The neighbours that were called have not all answered.
        case answer

        /// The stages in which an incident waits for this.
        var stages: Set<Stage> {
            switch self {
            case .accept: [.reported, .assigned, .transferred, .reopened]
            case .handle: [.accepted]
            case .resolve, .answer: [.reported, .assigned, .transferred, .reopened, .accepted, .handling]
            case .visit: [.resolved, .verified]
            }
        }
    }

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
    /// By working time in a year whose public holidays are not known: looked at again when they are.
    package let isProvisional: Bool

    package init(
        incident: Int64, key: Key, dueAt: Date, deadline: Date, severity: Severity, isProvisional: Bool = false
    ) {
        self.incident = incident
        self.key = key
        self.dueAt = dueAt
        self.deadline = deadline
        self.severity = severity
        self.isProvisional = isProvisional
    }

    /// Whether the other promises the same; instants that the store rounded to microseconds count as equal.
    package func agrees(with other: EscalationTimer) -> Bool {
        key == other.key && severity == other.severity && isProvisional == other.isProvisional
            && abs(dueAt.timeIntervalSince(other.dueAt)) < 0.001
            && abs(deadline.timeIntervalSince(other.deadline)) < 0.001
    }
}
