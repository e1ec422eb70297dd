import Domain
import Foundation
import Store

/// What is to be saved of one decision.
struct IntakeDecision: Sendable, Equatable {
    /// The incident after it.
    let incident: Incident
    let isNew: Bool
    let entries: [IncidentEntry]
    /// Keys that now belong to this incident and were claimed for another, or whose window was over.
    var keys: [String: HeldKey] = [:]
    /// An emergency's first timers, armed at once. [architecture.md, promise 7]
    var timers: [EscalationTimer] = []
}
