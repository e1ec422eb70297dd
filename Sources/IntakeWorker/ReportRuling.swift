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
        let same = standing(under: keys, context)
        return same.isEmpty ? open(id, at: place, keys, &context) : merge(into: same, at: place, keys, &context)
    }

    /// The incidents that this report belongs to, each once: the one that goes on first, the oldest of the open ones.
    private func standing(under keys: [DuplicateKey], _ context: IntakeContext) -> [IncidentCase] {
        var found: [Int64: IncidentCase] = [:]
        for key in keys {
            if let standing = context.standing(under: key), matches(standing, key, context.keys[key.name]) {
                found[standing.incident.id] = standing
            }
        }
        return found.values.sorted { left, right in
            let (left, right) = (left.incident, right.incident)
            return left.stage.isEnd == right.stage.isEnd ? left.id < right.id : right.stage.isEnd
        }
    }

    /// A reference is the same matter for ever; a place while its incident is open and its window runs.
    private func matches(_ found: IncidentCase, _ key: DuplicateKey, _ held: HeldKey?) -> Bool {
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
            Matter(category: report.category, severity: report.severity, place: place.area),
            reporter: report.officer, roster: context.roster, at: DutyMoment(now, by: policy.calendar(at: place.area)))
        let incident = incident(id, place, assignment)
        let called = called(context.leads.lead(of: report.category, at: place.area), incident)
        let history = [reported(at: place), assigned(assignment, incident)] + called
        context.keep(.init(incident: incident, history: history, hasReporters: report.reporterPhone != nil))
        var decision = IntakeDecision(changes: [.init(incident: incident, isNew: true, entries: history)])
        decision.keys = take(keys, for: incident, &context)
        decision.reporter = reporter(of: incident)
        if incident.severity == .emergency {
            decision.timers = EscalationDecision.timers(for: incident, policy: policy, decided: [])
        }
        let telling = IncidentTelling(incident: incident, report: report, now: now, policy: policy)
        return Ruling(
            .done("opened \(incident.number) \(problems(place))"), decision, told: telling.opened(assignment, called))
    }

    /// It joins the history with its own text and source; where it belongs to two, they are one from now on.
    private func merge(
        into same: [IncidentCase], at place: IncidentPlace, _ keys: [DuplicateKey],
        _ context: inout IntakeContext
    ) -> Ruling<IntakeDecision> {
        var found = same[0]
        let before = found
        var bridges: [IncidentBridge] = []
        for other in same.dropFirst() where !other.incident.stage.isEnd {
            bridges.append(IncidentBridge(from: other, into: &found, now: now))
        }
        let state = found.add(reported(at: place))
        let settled = IncidentSettling(policy: policy, roster: context.roster, leads: context.leads, now: now)
            .settle(&found, saying: state, place: place.area)
        found.incident.sequence += 1
        found.hasReporters = found.hasReporters || report.reporterPhone != nil
        context.keep(found)
        for bridge in bridges { context.keep(bridge.ended) }
        let added = Array(found.history.dropFirst(before.history.count))
        var decision = IntakeDecision(
            changes: [.init(incident: found.incident, entries: added)] + bridges.map(\.change))
        decision.keys = take(keys, for: found.incident, &context)
        decision.reporter = reporter(of: found.incident)
        decision.merged = bridges.first.map { .init(from: $0.ended.incident.id, into: found.incident.id) }
        let telling = IncidentTelling(
            incident: found.incident, report: report, now: now, policy: policy, hasReporters: found.hasReporters)
        return Ruling(
            .done("merged \(found.incident.number) \(problems(place))"), decision,
            told: telling.merged(from: before.incident, settled, added)
                + bridges.flatMap { $0.told(into: found.incident, now: now, policy: policy) })
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
        var incident = Incident(
            id: id, number: Incident.number(id: id, openedAt: report.at, calendar: policy.calendar), area: place.area,
            place: place.exact, text: report.text, edition: policy.edition, openedAt: report.at,
            category: report.category, severity: report.severity, stage: .assigned,
            responsible: assignment.responsible, rule: assignment.rule, rung: 0, reports: 1, sequence: 1,
            assignedAt: min(report.at, now), acceptedAt: nil, resolvedAt: nil, closedAt: nil)
        incident.resolveBy = report.dueAt
        return incident
    }

    /// Not later than now: what is decided because of it comes after it, whatever the publisher's clock says.
    private func reported(at place: IncidentPlace) -> IncidentEntry {
        var entry = IncidentEntry(
            source: report.source, eventID: report.eventID, at: min(report.at, now), kind: .reported,
            actor: report.officer.map { "officer:\($0)" } ?? "source:\(report.source)")
        entry.text = report.text
        entry.category = report.category
        entry.severity = report.severity
        entry.area = place.area
        entry.until = report.dueAt
        entry.attached = report.attached
        return entry
    }

    /// The fleet's own decision, under an id that doing it again would have again.
    private func assigned(_ assignment: Assignment, _ incident: Incident) -> IncidentEntry {
        var entry = IncidentEntry(
            source: IncidentToldEvent.source, eventID: "\(incident.number)/assigned/0", at: min(report.at, now),
            kind: .assigned, actor: "")
        entry.severity = report.severity
        entry.category = report.severity == .emergency ? report.category : nil
        entry.responsible = assignment.responsible
        entry.rule = assignment.rule
        entry.text = assignment.note
        entry.told = assignment.told.map(\.officer)
        return entry
    }

    /// The department that leads an emergency is told beside the officers. [R2]
    private func called(_ lead: String?, _ incident: Incident) -> [IncidentEntry] {
        guard let lead, report.severity == .emergency else { return [] }
        var entry = IncidentEntry(
            source: IncidentToldEvent.source, eventID: "\(incident.number)/called/department:\(lead)",
            at: min(report.at, now), kind: .called, actor: "")
        (entry.category, entry.responsible) = (report.category, .department(lead))
        return [entry]
    }

    private func reporter(of incident: Incident) -> IncidentReporterStore.Reporter? {
        report.reporterPhone.map {
            .init(incident: incident.id, source: report.source, eventID: report.eventID, phone: $0, at: report.at)
        }
    }

    /// For the publisher: what was unclear, comma-separated; empty if nothing was.
    private func problems(_ place: IncidentPlace) -> String {
        var all = report.problems
        if isClockAhead { all.append(.clockAhead) }
        if report.hints.area != nil, place.rule != .area { all.append(.unknownArea) }
        if place.rule == .nowhere || place.rule == .home { all.append(.placeGuessed) }
        return all.map(\.rawValue).joined(separator: ",")
    }
}
