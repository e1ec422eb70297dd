package import Foundation

/// What an incident's history says, folded: a pure function of the set of its entries.
///
/// Legality is judged here, so that an act which is refused today counts when an earlier one arrives that allows it.
package struct IncidentState: Sendable, Equatable {
    package internal(set) var stage: Stage = .reported
    package internal(set) var category: Category = .other
    package internal(set) var severity: Severity = .low
    /// Where it happened, as last put right.
    package internal(set) var area: AreaCode?
    package internal(set) var responsible: Responsible?
    package internal(set) var rule: AssignmentRule?
    package internal(set) var rung = 0
    package internal(set) var reports = 0
    /// Who was asked to take it and has not answered; whoever asked has it until then. [R4, 首问负责]
    package internal(set) var offeredTo: Responsible?
    /// How often somebody would not have it.
    package internal(set) var bounces = 0
    /// How often it had to begin again; each time it goes a level up.
    package internal(set) var reopenings = 0
    package internal(set) var assignedAt: Date?
    /// When somebody was last asked to accept, and by when he must answer if that was said.
    package internal(set) var askedAt: Date?
    package internal(set) var answerBy: Date?
    package internal(set) var acceptedAt: Date?
    /// When whoever has it took it.
    package internal(set) var takenAt: Date?
    package internal(set) var resolvedAt: Date?
    package internal(set) var closedAt: Date?
    /// When it must be done, where that was said; else the policy says so.
    package internal(set) var resolveBy: Date?
    /// Spans in which its clocks stand; the last may reach into the future.
    package internal(set) var pauses: [Range<Date>] = []
    package internal(set) var mergedInto: Int64?
    /// Officers who gave it back; they are not asked again.
    package internal(set) var declined: Set<Int64> = []
    /// Departments that were told of the emergency; they are not told again.
    package internal(set) var called: Set<Responsible> = []

    /// Acts that did not count, by source and event id.
    private var refusals: [[String]: IncidentRefusal] = [:]
    var mayAct: Set<String> = []
    /// Sources that reported it, and those of them that took it back.
    var reporters: Set<String> = []
    var withdrawn: Set<String> = []
    /// What to return to when whoever was asked will not have it.
    var beforeOffer: Standing?
    /// The highest severity under which people were called.
    var calledFor: Severity = .low
    /// The category whose lead department was looked for last; nil before it was an emergency.
    var leadSought: Category?
    var wish: IncidentWant?

    struct Standing: Equatable {
        let stage: Stage
        let askedAt: Date?
        let answerBy: Date?
    }

    /// Folds in the entries' own order; doubles (same source and id) count once.
    package init(folding entries: [IncidentEntry]) {
        var seen = Set<[String]>()
        for entry in entries.sorted(by: IncidentEntry.precedes)
        where seen.insert([entry.source, entry.eventID]).inserted {
            if let refusal = refusal(of: entry) {
                refusals[[entry.source, entry.eventID]] = refusal
            } else {
                apply(entry)
            }
        }
    }

    /// Why this act did not count; nil if it did, or is not in the history.
    package func refused(_ entry: IncidentEntry) -> IncidentRefusal? { refusals[[entry.source, entry.eventID]] }

    /// What the fleet has to decide next; nil when nothing is missing. [architecture.md, law 2]
    package var want: IncidentWant? {
        if stage.isEnd || assignedAt == nil { return nil }
        if severity == .emergency && calledFor < .emergency { return .emergency }
        if let wish { return wish }
        return severity == .emergency && leadSought != category ? .lead : nil
    }
}
