package import Foundation

/// One fact or decision in an incident's history. Never changed, never removed.
package struct IncidentEntry: Sendable, Equatable {
    /// What happened. Facts come from people and systems; decisions (assigned, called, escalated, closed, merged) are
    /// the fleet's own.
    package enum Kind: String, Sendable, CaseIterable {
        case reported, assigned, accepted, declined, progressed, resolved, visited, transferred, extended, paused,
            resumed
        case reopened, cancelled, amended, mediated, escalated, closed, merged
        /// The department that leads the category was told of an emergency, or looked for and not found.
        case called

        /// Among entries of one instant: reports, then assignments, then acts, rungs, the end.
        package var rank: Int {
            switch self {
            case .reported: 0
            case .assigned, .called: 10
            case .escalated: 30
            case .closed, .merged: 40
            default: 20
            }
        }
    }

    /// The source of the fleet's own decisions on incidents.
    package static let fleet = "lianhu/intake"

    package let source: String
    package let eventID: String
    package var at: Date
    package let kind: Kind
    /// Who did it: `officer:12`, `source:…`; empty for the fleet itself.
    package let actor: String
    package var text: String = ""
    /// For an emergency's assignment and a call: the category whose lead department was looked for.
    package var category: Category?
    /// For an assignment: the severity under which people were called.
    package var severity: Severity?
    /// Who gets it; for a transfer, who is asked to take it; for a call, who was told.
    package var responsible: Responsible?
    package var rule: AssignmentRule?
    package var rung: Int?
    /// A return visit's mark, 1 to 5.
    package var score: Int?
    /// Officers who were told by this decision and may act because of it.
    package var told: [Int64] = []
    /// Where it happened: as placed when it was reported, or as put right by an amendment.
    package var area: AreaCode?
    /// When it must be done (reported, extended), answered (transferred), or goes on (paused).
    package var until: Date?
    /// The posts over this place that the actor held when the act came in: recorded, because posts change.
    package var posts: [PostRole] = []
    /// The incident that goes on, where this one was found to be the same matter.
    package var into: Int64?
    /// JSON for people to read: attachments, a mediation's session. The fold does not look at it, and histories are
    /// loaded for folding without it.
    package var attached: String?

    package init(source: String, eventID: String, at: Date, kind: Kind, actor: String) {
        self.source = source
        self.eventID = eventID
        self.at = at
        self.kind = kind
        self.actor = actor
    }

    /// The order in which history is read, whatever the order in which it came. [architecture.md, promise 2]
    package static func precedes(_ left: IncidentEntry, _ right: IncidentEntry) -> Bool {
        (left.at, left.kind.rank, left.source, left.eventID) < (right.at, right.kind.rank, right.source, right.eventID)
    }
}
