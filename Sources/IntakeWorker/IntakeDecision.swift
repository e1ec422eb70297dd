import Domain
import Foundation
import Store

/// What is to be saved because of one event.
struct IntakeDecision: Sendable, Equatable {
    /// An incident after the event, with what joined its history.
    struct Change: Sendable, Equatable {
        let incident: Incident
        var isNew = false
        let entries: [IncidentEntry]
    }

    /// One; two where a report showed that two incidents are the same matter.
    var changes: [Change]
    /// Keys that now belong to an incident and were claimed for another, or whose window was over.
    var keys: [String: HeldKey] = [:]
    /// An emergency's first timers, armed at once. [architecture.md, promise 7]
    var timers: [EscalationTimer] = []
    /// Who wants to be told how it goes.
    var reporter: IncidentReporterStore.Reporter?
    /// An incident whose reporters are told under another from now on.
    var merged: Merged?

    struct Merged: Sendable, Equatable {
        let from: Int64
        let into: Int64
    }
}
