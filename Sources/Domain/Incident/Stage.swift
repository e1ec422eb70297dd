/// Where an incident is in its life. [R4's loop; domain.md 1, Life of an incident]
package enum Stage: String, Sendable, CaseIterable {
    case reported, assigned, accepted, handling, resolved, verified, closed
    case transferred, reopened, cancelled, merged

    /// Nothing more is expected of anybody.
    package var isEnd: Bool { self == .closed || self == .cancelled || self == .merged }

    /// Somebody has said that he has it in hand.
    package var isTaken: Bool { self == .accepted || self == .handling }
}
