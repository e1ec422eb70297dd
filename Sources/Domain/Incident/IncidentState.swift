package import Foundation

/// What an incident's history says, folded: a pure function of the set of its entries.
package struct IncidentState: Sendable, Equatable {
    /// Why an act did not count. It stays in the history.
    package enum Refusal: String, Sendable { case notResponsible, alreadyEnded, notResolved, notReported }

    package private(set) var stage: Stage = .reported
    package private(set) var category: Category = .other
    package private(set) var severity: Severity = .low
    package private(set) var responsible: Responsible?
    package private(set) var rule: AssignmentRule?
    package private(set) var rung = 0
    package private(set) var reports = 0
    package private(set) var assignedAt: Date?
    package private(set) var acceptedAt: Date?
    package private(set) var resolvedAt: Date?
    package private(set) var closedAt: Date?
    /// Acts that did not count, by source and event id.
    private var refusals: [[String]: Refusal] = [:]

    private var mayAct: Set<String> = []

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
    package func refused(_ entry: IncidentEntry) -> Refusal? { refusals[[entry.source, entry.eventID]] }

    private func refusal(of entry: IncidentEntry) -> Refusal? {
        switch entry.kind {
        case .reported, .assigned, .escalated, .closed, .amended, .mediated: nil
        case .visited: resolvedAt == nil ? .notResolved : nil
        case .cancelled, .reopened: stage.isEnd && entry.kind == .cancelled ? .alreadyEnded : nil
        case .accepted, .declined, .progressed, .resolved, .transferred, .extended:
            stage.isEnd ? .alreadyEnded : mayAct.contains(entry.actor) ? nil : .notResponsible
        }
    }

    private mutating func apply(_ entry: IncidentEntry) {
        switch entry.kind {
        case .reported: report(entry)
        case .assigned, .transferred: hand(over: entry)
        case .accepted, .progressed: take(entry)
        case .declined: stage = .assigned
        case .resolved: (stage, resolvedAt) = (.resolved, entry.at)
        case .visited: visit(entry)
        case .reopened: reopen(at: entry.at)
        case .cancelled: end(.cancelled, entry)
        case .closed: end(.closed, entry)
        case .amended: amend(entry)
        case .escalated: escalate(entry)
        case .extended, .mediated: break
        }
    }

    private mutating func report(_ entry: IncidentEntry) {
        reports += 1
        if reports == 1 { category = entry.category ?? .other }
        severity = max(severity, entry.severity ?? .normal)
    }

    private mutating func hand(over entry: IncidentEntry) {
        responsible = entry.responsible ?? responsible
        rule = entry.rule ?? rule
        if let responsible { mayAct.insert(responsible.description) }
        mayAct.formUnion(entry.told.map { Responsible.officer($0).description })
        if assignedAt == nil { assignedAt = entry.at }
        if stage == .reported || entry.kind == .transferred {
            stage = entry.kind == .transferred ? .transferred : .assigned
        }
    }

    private mutating func take(_ entry: IncidentEntry) {
        stage = entry.kind == .accepted ? .accepted : .handling
        if acceptedAt == nil { acceptedAt = entry.at }
        if let actor = Responsible(entry.actor) { responsible = actor }
    }

    /// A resident's mark of 3 or more closes; less reopens. [own]
    private mutating func visit(_ entry: IncidentEntry) {
        if (entry.score ?? 0) >= 3 { end(.closed, entry) } else { reopen(at: entry.at) }
    }

    /// Its limits run anew from here: the old deadlines are long past.
    private mutating func reopen(at instant: Date) {
        (stage, assignedAt, acceptedAt, resolvedAt, closedAt) = (.reopened, instant, nil, nil, nil)
    }

    private mutating func end(_ stage: Stage, _ entry: IncidentEntry) {
        (self.stage, closedAt) = (stage, entry.at)
    }

    private mutating func amend(_ entry: IncidentEntry) {
        category = entry.category ?? category
        severity = entry.severity ?? severity
    }

    private mutating func escalate(_ entry: IncidentEntry) {
        rung = max(rung, entry.rung ?? 0)
        mayAct.formUnion(entry.told.map { Responsible.officer($0).description })
    }
}
