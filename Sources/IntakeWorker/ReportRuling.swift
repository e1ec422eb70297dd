import Domain
import Events
import Fleet
import Foundation
import Store

/// Decides one report: which incident it belongs to, who gets it, who is told. Pure.
struct ReportRuling {
    let policy: Policy
    let report: IncidentReport
    let cause: EventKey
    let isClockAhead: Bool
    let now: Date

    func decide(_ context: inout IntakeContext) -> Ruling<IntakeDecision> {
        guard let place = context.placed[cause], let id = context.candidates[cause] else {
            return Ruling(
                .retry(reason: "noTerritory", sentence: "No area is known at all: load the territory, then replay."))
        }
        let keys = DuplicateKey.keys(of: report, at: place, policy: policy)
        for key in keys {
            if let standing = context.standing(under: key), matches(standing, key, context.keys[key.name]) {
                return merge(into: standing, keys, &context)
            }
        }
        return open(id, at: place, keys, &context)
    }

    /// A reference is the same matter for ever; a place while its incident is open and its window runs.
    private func matches(_ found: IntakeContext.Case, _ key: DuplicateKey, _ held: HeldKey?) -> Bool {
        if key.window.upperBound == .distantFuture { return true }
        guard let held, !found.incident.stage.isEnd else { return false }
        // What happens at the same place after it was resolved is a new matter: somebody must be told.
        if let resolved = found.incident.resolvedAt, report.at > resolved { return false }
        let length = held.window.upperBound.timeIntervalSince(held.window.lowerBound)
        return report.at < held.window.upperBound && report.at > held.window.lowerBound.addingTimeInterval(-length)
    }

    private func open(
        _ id: Int64, at place: IncidentPlace, _ keys: [DuplicateKey], _ context: inout IntakeContext
    ) -> Ruling<IntakeDecision> {
        let assignment = Assignment.decide(
            severity: report.severity, reporter: report.officer, place: place.area, roster: context.roster,
            isWorking: policy.calendar.isWorking(now))
        let incident = incident(id, place, assignment)
        let history = [reported, assigned(assignment, incident, "0")]
        context.keep(.init(incident: incident, history: history))
        var decision = IntakeDecision(incident: incident, isNew: true, entries: history)
        decision.keys = take(keys, for: incident, &context)
        if incident.severity == .emergency {
            decision.timers = EscalationDecision.timers(for: incident, policy: policy, decided: [])
        }
        let telling = IncidentTelling(incident: incident, report: report, now: now, policy: policy)
        return Ruling(
            .done("opened \(incident.number) \(problems(place))"), decision, told: telling.opened(assignment))
    }

    private func merge(
        into found: IntakeContext.Case, _ keys: [DuplicateKey], _ context: inout IntakeContext
    ) -> Ruling<IntakeDecision> {
        var found = found
        let before = found.incident
        var entries = [reported]
        found.history.append(reported)
        found.incident.adopt(IncidentState(folding: found.history))
        let joint = joint(found.incident, raisedFrom: before.severity, context)
        if let joint {
            entries.append(assisting(joint, found.incident))
            found.history += entries.dropFirst()
            found.incident.adopt(IncidentState(folding: found.history))
        }
        found.incident.sequence += 1
        context.keep(found)
        var decision = IntakeDecision(incident: found.incident, isNew: false, entries: entries)
        decision.keys = take(keys, for: found.incident, &context)
        let telling = IncidentTelling(incident: found.incident, report: report, now: now, policy: policy)
        return Ruling(
            .done("merged \(found.incident.number) \(problems(context.placed[cause]))"), decision,
            told: telling.merged(raisedTo: joint))
    }

    /// A report that makes an emergency of what was none: A, B and the leader at once, as if it had been one before.
    private func joint(_ incident: Incident, raisedFrom before: Severity, _ context: IntakeContext) -> Assignment? {
        guard before < .emergency, incident.severity == .emergency else { return nil }
        return Assignment.decide(
            severity: .emergency, reporter: nil, place: context.placed[cause]?.area ?? incident.area,
            roster: context.roster,
            isWorking: policy.calendar.isWorking(now))
    }

    /// Whoever has it keeps it; these are told and may act.
    private func assisting(_ joint: Assignment, _ incident: Incident) -> IncidentEntry {
        var entry = assigned(joint, incident, "emergency")
        (entry.responsible, entry.rule) = (nil, nil)
        return entry
    }

    /// Keys that were claimed for a candidate which is not opened, or stand over an incident that is no longer meant.
    private func take(
        _ keys: [DuplicateKey], for incident: Incident, _ context: inout IntakeContext
    ) -> [String: HeldKey] {
        var taken: [String: HeldKey] = [:]
        for key in keys where context.keys[key.name]?.incident != incident.id {
            if let held = context.standing(under: key), matches(held, key, context.keys[key.name]) { continue }
            taken[key.name] = HeldKey(incident: incident.id, window: key.window)
        }
        context.keys.merge(taken) { _, new in new }
        return taken
    }

    private func incident(_ id: Int64, _ place: IncidentPlace, _ assignment: Assignment) -> Incident {
        Incident(
            id: id, number: Incident.number(id: id, openedAt: report.at, calendar: policy.calendar), area: place.area,
            place: place.exact, text: report.text, edition: policy.edition, openedAt: report.at,
            category: report.category, severity: report.severity, stage: .assigned,
            responsible: assignment.responsible, rule: assignment.rule, rung: 0, reports: 1, sequence: 1,
            assignedAt: min(report.at, now), acceptedAt: nil, resolvedAt: nil, closedAt: nil)
    }

    private var reported: IncidentEntry {
        var entry = IncidentEntry(
            source: report.source, eventID: report.eventID, at: report.at, kind: .reported,
            actor: report.officer.map { "officer:\($0)" } ?? "source:\(report.source)")
        entry.text = report.text
        entry.category = report.category
        entry.severity = report.severity
        return entry
    }

    /// The fleet's own decision, under an id that doing it again would have again.
    private func assigned(_ assignment: Assignment, _ incident: Incident, _ name: String) -> IncidentEntry {
        var entry = IncidentEntry(
            source: IncidentToldEvent.source, eventID: "\(incident.number)/assigned/\(name)", at: min(report.at, now),
            kind: .assigned, actor: "")
        entry.responsible = assignment.responsible
        entry.rule = assignment.rule
        entry.told = assignment.told.map(\.officer)
        return entry
    }

    /// For the publisher: what was unclear, comma-separated; empty if nothing was.
    private func problems(_ place: IncidentPlace?) -> String {
        var all = report.problems
        if isClockAhead { all.append(.clockAhead) }
        if report.hints.area != nil, place?.rule != .area { all.append(.unknownArea) }
        if place?.rule == .nowhere || place?.rule == .home { all.append(.placeGuessed) }
        return all.map(\.rawValue).joined(separator: ",")
    }
}
